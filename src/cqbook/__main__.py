"""The report's commands: `python -m cqbook`."""

import sys

from cqbook.cli.commands import main

sys.exit(main())

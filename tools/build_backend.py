"""How the package is built: by flit, with the tables of `data/` in the wheel, where `load()` finds them."""

from pathlib import Path

from flit_core import wheel
from flit_core.buildapi import *  # noqa: F403


class _WithTables(wheel.WheelBuilder):
    def copy_module(self) -> None:
        super().copy_module()
        for table in sorted(Path("data").glob("*.csv")):
            self._add_file(table, f"cqbook/data/{table.name}")


wheel.WheelBuilder = _WithTables

"""Kernels that begin with the libraries of the report imported, so that a run of all notebooks imports them once."""

import multiprocessing
import os
import sys
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

_METHOD = "forkserver"
# What every chapter imports, by far the larger part of a kernel's start.
_LIBRARIES = ["ipykernel.kernelapp", "matplotlib.pyplot", "pandas", "scipy.stats", "seaborn"]
# As ipykernel sets it before anything is imported.
_BACKEND = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


def fork() -> None:
    """Let this process start its kernels so from now on, where the system can (not on Windows)."""
    if _METHOD in multiprocessing.get_all_start_methods():
        factory = KernelProvisionerFactory.instance()
        name = ForkedProvisioner.__name__
        factory.provisioners[name] = EntryPoint(name, f"{__name__}:{name}", factory.GROUP_NAME)
        factory.default_provisioner_name = name


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel as a fork of one process that has imported the libraries and nothing else."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Start the kernel; of the command only the arguments are used."""
        os.environ.update(_BACKEND)
        context: Any = multiprocessing.get_context(_METHOD)
        context.set_forkserver_preload(_LIBRARIES)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        process = context.Process(target=_run, args=(arguments, options["cwd"], options["env"]))
        process.start()
        self.process: Any = _AsPopen(process)
        self.pid = process.pid
        return self.connection_info


class _AsPopen:
    """A process of multiprocessing as `LocalProvisioner` uses one of subprocess."""

    stdin = stdout = stderr = None

    def __init__(self, process: Any):
        self._process = process
        self.kill, self.terminate = process.kill, process.terminate

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self._process.pid, number)


def _run(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    os.chdir(folder)
    # multiprocessing imports the program that starts it: a chapter imports by itself what it uses of the package.
    for name in [name for name in sys.modules if name.partition(".")[0] == "cqbook"]:
        del sys.modules[name]
    from ipykernel import kernelapp

    # Without it the kernel would outlive the run, and greet as one that somebody started by hand.
    sys.argv[1:] = [*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"]
    kernelapp.launch_new_instance()

"""The commands from their first line on: imports that are interrupted show no traceback.

What this module imports is loaded already when Python starts.
"""

import os
import sys

TYPE_CHECKING = False  # the one of `typing`, which takes as long to import as Python takes to start
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

INTERRUPTED = 130  # the exit code after Ctrl-C, as shells have it


def mock_server() -> None:
    """Run the command `mock-server`."""
    _end_when_interrupted()
    from mock_server.cli.main import main  # noqa: PLC0415 - see above

    main()


def contracts() -> None:
    """Run the command `contracts`."""
    _end_when_interrupted()
    from contracts.cli.main import main  # noqa: PLC0415 - see above

    main()


def run_module(command: "Callable[[], None]") -> None:
    """Run a command as `python -m` does, unless another module hides one of ours.

    Python searches the working folder first, which may have a package called `openapi`.
    """
    _end_when_interrupted()
    from specimen_entry.shadows import shadow_message  # noqa: PLC0415 - see above

    if message := shadow_message(["openapi"]):
        sys.stderr.write(f"{command.__name__.replace('_', '-')}: {message}\n")
        sys.exit(2)
    command()


def _end_when_interrupted() -> None:
    """Let Ctrl-C end the process at once, until `openapi.process.interrupts` changes it.

    An exception would be printed where it cannot be raised: in a callback of the import system.
    """
    # `signal` itself imports `enum`; a shell lets what runs in the background ignore Ctrl-C.
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _end)


def _end(_number: int, _frame: "FrameType | None") -> None:
    os._exit(INTERRUPTED)


_end.is_until_ready = True  # type: ignore[attr-defined]

"""The commands from their first line on: imports that are interrupted show no traceback.

What this module imports is loaded already when Python starts.
"""

import sys

TYPE_CHECKING = False  # the one of `typing`, which takes as long to import as Python takes to start
if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130  # the exit code after Ctrl-C, as shells have it


def mock_server() -> None:
    """Run the command `mock-server`."""
    try:
        from mock_server.cli.main import main  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    main(prog_name="mock-server")


def contracts() -> None:
    """Run the command `contracts`."""
    try:
        from contracts.cli.main import main  # noqa: PLC0415 - see above
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    main()


def run_module(command: "Callable[[], None]") -> None:
    """Run a command as `python -m` does, unless another module hides one of ours.

    Python searches the working folder first, which may have a package called `openapi`.
    """
    from specimen_entry.shadows import shadow_message  # noqa: PLC0415 - see above

    if message := shadow_message(["openapi"]):
        sys.stderr.write(f"{command.__name__.replace('_', '-')}: {message}\n")
        sys.exit(2)
    command()

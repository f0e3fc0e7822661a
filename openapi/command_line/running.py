"""Runs a program, and ends its process with a message instead of a traceback.

Exit codes: 2 if it could not run, 70 after an internal error, 130 after Ctrl-C.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click

from openapi.process.open_files import is_out_of_files, open_files_limit
from openapi.process.standard_streams import is_output_error, reopen_closed_streams, write_stderr

EXIT_NOT_RUN = 2
EXIT_INTERRUPTED = 130


def no_shortage(_error: Exception) -> None:
    """Know no error of a program's own that means that its machine lacks something."""


def run_program(  # noqa: PLR0913 - each by name
    run: Callable[..., Any],
    name: str,
    arguments: Sequence[str] | None = None,
    *,
    prefix: str = "",
    shortage_of: Callable[[Exception], Exception | None] = no_shortage,
    when_interrupted: str = "",
    **settings: Any,  # noqa: ANN401 - as click has them
) -> None:
    """Run a program of click's (`run` is its `main`); an error ends the process.

    Args:
        run: Runs it.
        name: The name of the program, for its messages.
        arguments: The command line without the program; that of the process if it is None.
        prefix: What each message about an error begins with.
        shortage_of: Returns the error to show for one that means that this machine lacks something.
        when_interrupted: The message after Ctrl-C; none if it is empty.
        settings: Of its context.
    """
    reopen_closed_streams()
    try:
        run(args=arguments, prog_name=name, standalone_mode=False, **settings)
    except click.exceptions.NoArgsIsHelpError as error:
        _end(error.format_message(), EXIT_NOT_RUN)
    except click.ClickException as error:
        _end(f"{prefix}{_usage_error(error, name)}", EXIT_NOT_RUN)
    except click.Abort:
        _end(when_interrupted, EXIT_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one handler of internal errors
        known = _known(error, shortage_of)
        if known is not None:
            _end(f"{prefix}{known}", EXIT_NOT_RUN)
        _end_crashed(error, name, sys.argv[1:] if arguments is None else arguments)


def _end(message: str, code: int) -> NoReturn:
    if message:
        write_stderr(message)
    sys.exit(code)


def _end_crashed(error: Exception, name: str, arguments: Sequence[str]) -> NoReturn:
    from openapi.process.crash import EXIT_CRASHED, report_crash  # noqa: PLC0415 - keeps --help fast

    message = report_crash(error, program=name, arguments=arguments, environ=os.environ)
    _end(message, EXIT_CRASHED)


def _known(
    error: Exception, shortage_of: Callable[[Exception], Exception | None]
) -> Exception | None:
    """Return the error to show for one that is not internal; None for an internal one."""
    from openapi.errors import FactsError  # noqa: PLC0415 - keeps --help fast

    if isinstance(error, FactsError):
        return error
    if isinstance(error, OSError) and is_output_error(error):
        return FactsError(
            "standard output cannot be written",
            found=error.strerror or type(error).__name__,
            hint="free disk space, or write elsewhere",
        )
    if shortage := shortage_of(error):
        return shortage
    if is_out_of_files(error):
        return FactsError(
            "no more files can be opened",
            found=f"a limit of {open_files_limit()}",
            hint="raise the limit, for instance: ulimit -n 1024",
        )
    return None


def _usage_error(error: click.ClickException, name: str) -> Exception:
    """Return an error of the command line in the form of our own errors."""
    from openapi.errors import FactsError  # noqa: PLC0415 - keeps --help fast

    context = getattr(error, "ctx", None)
    command = context.command_path if context else name
    message = error.format_message()
    return FactsError(
        f"{message[:1].lower()}{message[1:]}".rstrip("."),
        where=f"command line of {command}",
        hint=f"see {command} --help",
    )

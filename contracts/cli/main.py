"""The command `contracts`.

A command is imported when it is needed, and what is slow when it runs, so that `--help` is quick.
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from contracts.cli.commands import ContractsProgram
from openapi.process.standard_streams import is_output_error, reopen_closed_streams, write_stderr

COULD_NOT_RUN = 2
INTERRUPTED = 130


@click.group(
    cls=ContractsProgram,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(None, "-V", "--version", package_name="specimen", prog_name="contracts")
def contracts() -> None:
    """Check servers against the contracts of their APIs.

    Every option can be given in the environment: --profile of `check` is CONTRACTS_CHECK_PROFILE.
    Several values are separated by spaces, headers by line breaks.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    reopen_closed_streams()
    try:
        contracts.main(
            args=arguments,
            prog_name="contracts",
            standalone_mode=False,
            auto_envvar_prefix="CONTRACTS",
        )
    except click.exceptions.NoArgsIsHelpError as error:
        _end(error.format_message())
    except click.ClickException as error:
        _end(_usage(error))
    except click.Abort:
        write_stderr("contracts: interrupted before there was a result; nothing is reported")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the one handler for unexpected errors
        if isinstance(error, OSError) and is_output_error(error):
            _end(_without_room(error))
        _end_with_error(error, sys.argv[1:] if arguments is None else arguments)


def _end(message: str, code: int = COULD_NOT_RUN) -> NoReturn:
    write_stderr(message)
    sys.exit(code)


def _end_with_error(error: Exception, arguments: Sequence[str]) -> NoReturn:
    """End with the message of an expected error, else with the report of a crash."""
    from contracts.http.client.exhaustion import exhaustion_of  # noqa: PLC0415
    from openapi.errors import FactsError  # noqa: PLC0415
    from openapi.process.crash import EXIT_CRASHED, report_crash  # noqa: PLC0415

    expected = error if isinstance(error, FactsError) else exhaustion_of(error)
    if expected:
        _end(str(expected))
    _end(
        report_crash(error, program="contracts", arguments=arguments, environ=os.environ),
        EXIT_CRASHED,
    )


def _usage(error: click.ClickException) -> str:
    """Return the message about a wrong command line, in the form of our own errors."""
    from contracts.errors import OptionError  # noqa: PLC0415

    context = getattr(error, "ctx", None)
    command = context.command_path if context else "contracts"
    message = error.format_message()
    return str(
        OptionError(
            f"{message[:1].lower()}{message[1:]}".rstrip("."),
            where=f"command line of {command}",
            hint=f"see {command} --help",
        )
    )


def _without_room(error: OSError) -> str:
    """Return the message about output that cannot be written."""
    from contracts.errors import ReportError  # noqa: PLC0415

    return str(
        ReportError(
            "standard output cannot be written",
            found=error.strerror or type(error).__name__,
            hint="free some space, or write to another place",
        )
    )


if __name__ == "__main__":
    main()

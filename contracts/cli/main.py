"""The command `contracts`.

Imports nothing heavy before a command runs, so that `--help` is quick.
"""

import sys
import traceback
from collections.abc import Sequence
from tempfile import NamedTemporaryFile

import click

from contracts.cli.baseline import baseline_group
from contracts.cli.check import check
from contracts.cli.config_file import with_config
from contracts.cli.explain import explain
from contracts.cli.fuzz import fuzz
from contracts.cli.replay import replay
from contracts.cli.selftest import selftest
from contracts.cli.standard_streams import is_about_output, open_missing_streams, say_last

COULD_NOT_RUN = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "-V", "--version", package_name="specimen", prog_name="contracts")
def contracts() -> None:
    """Check servers against the contracts of their APIs.

    Every option can be given in the environment: --profile of `check` is CONTRACTS_CHECK_PROFILE.
    Several values are separated by spaces, headers by line breaks.
    """


COMMANDS = (check, fuzz, replay, explain, selftest)
"""Each may have a table of `contracts.toml`."""

for command in COMMANDS:
    contracts.add_command(with_config(command, [str(each.name) for each in COMMANDS]))
contracts.add_command(baseline_group(check))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    open_missing_streams()
    try:
        contracts.main(
            args=arguments,
            prog_name="contracts",
            standalone_mode=False,
            auto_envvar_prefix="CONTRACTS",
        )
    except click.ClickException as error:
        _end(_usage(error))
    except click.Abort:
        say_last("interrupted")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # the one handler for what nobody expected
        if isinstance(error, OSError) and is_about_output(error):
            _end(_without_room(error))
        _end(str(error) if _is_expected(error) else _unexpected(error))


def _end(message: str) -> None:
    say_last(message)
    sys.exit(COULD_NOT_RUN)


def _is_expected(error: Exception) -> bool:
    """Whether the error is one of ours, made to be read."""
    from contracts.errors import ContractsError  # noqa: PLC0415
    from openapi.errors import ContractError  # noqa: PLC0415

    return isinstance(error, ContractsError | ContractError)


def _usage(error: click.ClickException) -> str:
    """Return a wrong command line in four parts."""
    from contracts.errors import OptionError  # noqa: PLC0415

    context = getattr(error, "ctx", None)
    command = context.command_path if context else "contracts"
    message = error.format_message()
    return str(
        OptionError(
            f"{message[:1].lower()}{message[1:]}".rstrip("."),
            where=f"command line of {command}",
            advice=f"see {command} --help",
        )
    )


def _without_room(error: OSError) -> str:
    """Return the message about a report that found no room."""
    from contracts.errors import ReportError  # noqa: PLC0415

    return str(
        ReportError(
            "standard output cannot be written",
            found=error.strerror or type(error).__name__,
            advice="make room, or write to another place",
        )
    )


def _unexpected(error: Exception) -> str:
    """Return what to say of an error that nobody made to be read."""
    from contracts.http.client.exhaustion import exhaustion_of  # noqa: PLC0415

    exhausted = exhaustion_of(error)
    return str(exhausted) if exhausted else _apology(error)


def _apology(error: Exception) -> str:
    try:
        with NamedTemporaryFile(
            "w", prefix="contracts-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            traceback.print_exception(error, file=log)
    except OSError:
        return f"contracts has met a fault of its own ({type(error).__name__}), sorry."
    return (
        f"contracts has met a fault of its own ({type(error).__name__}), sorry.\n"
        f"  where    {log.name}\n"
        "  do       send us that file; look first whether it holds anything secret"
    )


if __name__ == "__main__":
    main()

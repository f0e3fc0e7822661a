"""The command `contracts`.

A command is imported when it is needed, and what is slow when it runs, so that `--help` is quick.
"""

from collections.abc import Sequence

import click

from contracts.cli.commands import ContractsProgram
from openapi.command_line import run_program


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
    run_program(
        contracts.main,
        "contracts",
        arguments,
        shortage_of=_shortage_of,
        when_interrupted=("contracts: interrupted before there was a result; nothing is reported"),
        auto_envvar_prefix="CONTRACTS",
    )


def _shortage_of(error: Exception) -> Exception | None:
    from contracts.http.client.exhaustion import exhaustion_of  # noqa: PLC0415 - keeps --help fast

    return exhaustion_of(error)


if __name__ == "__main__":
    main()

"""The command `mock-server`.

A command is imported when it is needed, and only click until it runs: other imports would make
`--help` slow, and each start.
"""

import os
import sys
from typing import Any, ClassVar

import click

from openapi.command_line import GroupedProgram
from openapi.process.open_files import is_out_of_files, open_files_limit
from openapi.process.standard_streams import is_output_error, reopen_closed_streams, write_stderr

EXIT_BAD_SETTINGS = 2
INTERRUPTED = 130  # the exit code after Ctrl-C before the command runs, as shells have it


class _Program(GroupedProgram):
    """The command, which works with closed standard streams and reports internal errors."""

    headings: ClassVar = {
        "Serve": ("serve", "proxy"),
        "Choose an answer": ("scenarios", "faults", "export"),
        "Watch and steer a running mock": ("log", "send"),
    }
    homes: ClassVar = {
        "serve": "mock_server.cli.serving.commands:serve",
        "proxy": "mock_server.cli.serving.proxy_command:proxy",
        "scenarios": "mock_server.cli.scenarios:scenarios",
        "faults": "mock_server.cli.faults:faults",
        "export": "mock_server.cli.export:export",
        "log": "mock_server.cli.log:log",
        "send": "mock_server.cli.send:send",
    }
    with_own_signals: ClassVar = frozenset({"serve", "proxy"})

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command; Ctrl-C while it starts ends it with the code that shells expect.

        A document that cannot be fetched ends it before the command itself begins.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except Exception as error:
            from openapi.errors import ContractError  # noqa: PLC0415 - keeps --help fast

            if not isinstance(error, ContractError):
                raise
            write_stderr(f"mock-server: {error}")
            sys.exit(EXIT_BAD_SETTINGS)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click has it
        reopen_closed_streams()
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the one handler of internal errors
            if isinstance(error, OSError) and is_output_error(error):
                write_stderr(
                    "mock-server: standard output cannot be written\n"
                    f"  found    {error.strerror}\n"
                    "  hint     free disk space, or write elsewhere"
                )
                sys.exit(EXIT_BAD_SETTINGS)
            if is_out_of_files(error):
                write_stderr(
                    "mock-server: no more files can be opened\n"
                    f"  found    a limit of {open_files_limit()}\n"
                    "  do       raise the limit, for instance: ulimit -n 1024"
                )
                sys.exit(EXIT_BAD_SETTINGS)
            from openapi.process.crash import EXIT_CRASHED, report_crash  # noqa: PLC0415

            write_stderr(
                report_crash(
                    error, program="mock-server", arguments=sys.argv[1:], environ=os.environ
                )
            )
            sys.exit(EXIT_CRASHED)


@click.group(
    cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(None, "-V", "--version", package_name="specimen", prog_name="mock-server")
def main() -> None:
    """Imitate documented APIs, with the examples of their documents."""

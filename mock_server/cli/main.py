"""The command `mock-server`.

A command is imported when it is needed, and only click until it runs: other imports would make
`--help` slow, and each start.
"""

from typing import Any, ClassVar

import click

from openapi.command_line import GroupedProgram, run_program


class _Program(GroupedProgram):
    """The command."""

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

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click has it
        """Run the command, and end the process with a message instead of a traceback."""
        run_program(self.main, "mock-server", *args, prefix="mock-server: ", **kwargs)


@click.group(
    cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(None, "-V", "--version", package_name="specimen", prog_name="mock-server")
def main() -> None:
    """Imitate documented APIs, with the examples of their documents."""

"""The command `mock-server proxy`: its options, beside those of `mock-server serve`."""

from typing import Any

import click

from mock_server.cli.serving.commands import CONTEXT_SETTINGS, ServeCommand, serve, settings_options
from mock_server.cli.serving.loading import load_and_serve
from openapi.command_line import examples


@click.command(
    cls=ServeCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog=examples(
        "mock-server proxy http://127.0.0.1:8000 openapi.yaml",
        "mock-server proxy https://staging.example openapi.yaml --errors --log pretty",
    ),
)
@click.argument("upstream")
@settings_options(of_proxy=True)
def proxy(*, log: str | None, **given: Any) -> None:  # noqa: ANN401 - the options, by name
    """Forward requests to UPSTREAM, and judge both directions by FILEs.

    UPSTREAM is the URL of a server, such as http://127.0.0.1:8000. A violation is written into the
    response (Contract-Violation), the log and the journal. The options below are those of serve.
    """
    load_and_serve(log, given)


proxy.params += serve.params

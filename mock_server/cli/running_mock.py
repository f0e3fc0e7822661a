"""The options that name a running mock, for `mock-server log` and `mock-server send`."""

from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from mock_server.cli import options
from mock_server.settings import DEFAULT_HOST, DEFAULT_PORT

WITH_ADVICE = {"allow_extra_args": True}
"""The `context_settings` of a command with `running_mock`, which refuses them with advice."""


def running_mock(command: options.Command) -> options.Command:
    """Add the options that name a running mock, which the command gets as its `client`.

    Errors of its calls end the command with a message.
    """

    @wraps(command)
    def called(*, url: str, port: int | None, admin_token: str, **given: Any) -> None:  # noqa: ANN401 - the other options
        from mock_server.cli.admin_client import AdminClient  # noqa: PLC0415 - keeps --help fast

        context = click.get_current_context()
        if context.args:
            message = f"Got unexpected extra argument ({context.args[0][:200]}); "
            message += "name a running mock with --url URL or --port PORT"
            raise click.UsageError(message)
        with options.errors_shown(context.command_path.partition(" ")[2]):
            client = AdminClient(url=_url_of_mock(context, url, port), token=admin_token)
            command(client=client, **given)

    found: options.Command = called
    for option in reversed(_OF_A_RUNNING_MOCK):
        found = option(found)
    return found


def _url_of_mock(context: click.Context, url: str, port: int | None) -> str:
    """Return the URL that was given, or that of a port of this machine.

    Raises:
        click.UsageError: Both were given on the command line.
    """
    sources = [context.get_parameter_source(name) for name in ("url", "port")]
    if sources == [ParameterSource.COMMANDLINE] * 2:
        message = "give --url or --port: a URL names the port too"
        raise click.UsageError(message)
    is_url = sources[0] is ParameterSource.COMMANDLINE or (
        sources[0] is ParameterSource.ENVIRONMENT and sources[1] is not ParameterSource.COMMANDLINE
    )
    return url if is_url or port is None else f"http://{DEFAULT_HOST}:{port}"


_OF_A_RUNNING_MOCK = (
    options.setting(
        "--url",
        default=f"http://{DEFAULT_HOST}:{DEFAULT_PORT}",
        show_default=True,
        metavar="URL",
        help="The running mock.",
    ),
    options.setting(
        "--port",
        type=click.IntRange(1, 65535),
        help="Its port if it runs on this machine, in place of --url.",
    ),
    options.setting(
        "--admin-token",
        default="",
        metavar="TOKEN",
        help="Its admin token, if it has one. Other users of this machine can read command "
        "lines: set it with MOCK_SERVER_ADMIN_TOKEN.",
    ),
)

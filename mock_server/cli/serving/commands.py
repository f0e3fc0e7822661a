"""The command `mock-server serve`: its options, which are those of `mock-server proxy` too.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, ClassVar

import click

from mock_server.cli import options
from mock_server.cli.completion import fault_names, scenario_names
from mock_server.cli.serving.loading import load_and_serve
from mock_server.settings import Settings
from openapi.command_line import DocumentPath, GroupedCommand, examples

CONTEXT_SETTINGS = {"max_content_width": 100}

_ANY_CREDENTIALS = ("--require-auth", "--any-credentials")
"""The flags that `--require-auth=any` is short for."""

_OF_A_PROXY = ("answers_violations", "has_fallback", "mocked", "upstream_timeout", "record")
"""Fields of the settings that only a proxy has."""

_REQUIRE_AUTH = f"{options.ENVIRONMENT}REQUIRE_AUTH"


_WORKERS = options.setting(
    "--workers",
    default="1",
    show_default=True,
    metavar="N",
    callback=options.parse_workers,
    help="Processes that serve, on one port; auto takes one for each usable core. What a client "
    "chooses in one is the choice of all.",
)
_LOG = options.setting(
    "--log",
    type=click.Choice(["pretty", "json", "off"]),
    help="How to log requests on stdout: a line for people, a JSON object on a line, or not at "
    "all. With json, all other messages are on stderr.  [default: pretty on a terminal, else off]",
)

_ON_THE_COMMAND_LINE: Mapping[str, Mapping[str, Any]] = {
    "--host": {"callback": options.without_brackets},
    "--reload/--no-reload": {"default": True, "show_default": True},
    "--spec": {"type": DocumentPath()},
    "--scenario": {"shell_complete": scenario_names},
    "--speed": {"type": str, "default": "1"},
    "--fault": {"shell_complete": fault_names},
    "--admin-cors-origin": {"callback": options.validate_origins},
    "--store": {"callback": options.refuse_empty},
    "--auth-token": {"callback": options.refuse_empty},
}
"""What Click does beside what the settings say, by flag."""


def settings_options(*, of_proxy: bool) -> Callable[[options.Command], options.Command]:
    """Add the options of all settings; without those of a proxy, or those alone."""

    def add(command: options.Command) -> options.Command:
        for field in reversed(fields(Settings)):
            if "option" in field.metadata and (field.name in _OF_A_PROXY) is of_proxy:
                about = _ON_THE_COMMAND_LINE.get(field.metadata["option"].flag, {})
                command = options.of_setting(field.name, **about)(command)
        return command

    return add


def _headings() -> dict[str, list[str]]:
    """Return the flags by the headings of `--help`."""
    found: dict[str, list[str]] = {}
    for field in fields(Settings):
        if "option" in field.metadata:
            option = field.metadata["option"]
            found.setdefault(option.group, []).append(option.flag.partition("/")[0])
    found["Address"].append("--workers")
    found["Admin API, journal and log"].append("--log")
    return found


def _split(word: str, ctx: click.Context) -> tuple[str, ...]:
    """Return the flags for a word of the command line.

    Raises:
        click.BadParameter: `--require-auth` has a value that it cannot have.
    """
    flag, sign, value = word.partition("=")
    if flag != "--require-auth" or not sign:
        return (word,)
    if value.casefold() == "any":
        return _ANY_CREDENTIALS
    message = f"{value!r} is not a kind of credentials; allowed is 'any', or no value"
    raise click.BadParameter(message, ctx, param_hint="'--require-auth'")


class ServeCommand(GroupedCommand):
    """The command `serve` or `proxy`, whose flag `--require-auth` may have the value `any`."""

    headings: ClassVar = _headings()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command; `--require-auth=any` and its variable are two flags."""
        # click cannot have an optional value in front of an argument: `--require-auth FILE`.
        split = [part for each in args for part in _split(each, ctx)]
        if os.environ.get(_REQUIRE_AUTH, "").casefold() == "any":
            # The flag takes precedence over the variable, which click reads as yes or no.
            split = [*(() if "--require-auth" in args else _ANY_CREDENTIALS), *split]
        return super().parse_args(ctx, split)


@click.command(
    cls=ServeCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog=examples(
        "mock-server serve --scenario happy-import --speed 10",
        "mock-server serve openapi.yaml --port 8080 --log json",
    ),
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@settings_options(of_proxy=False)
@_WORKERS
@_LOG
def serve(*, log: str | None, **given: Any) -> None:  # noqa: ANN401 - the options above, by name
    """Serve the documented responses of FILEs (by default the packaged documents) until Ctrl-C.

    Every option has an environment variable: MOCK_SERVER_PORT, MOCK_SERVER_SPEC, ...
    """
    load_and_serve(log, given)

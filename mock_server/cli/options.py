"""Options that several of the commands take, each written once.

Only click is imported: the heavy parts would make `--help` slow.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

_ORIGIN = re.compile(r"null|[a-z][a-z0-9+.-]*://[^/?#@\s*]+", re.IGNORECASE)

ENVIRONMENT = "MOCK_SERVER_"
"""With this the names of settings begin in the environment."""

_Command = Callable[..., None]
_Option = Callable[[_Command], _Command]

readings: _Option = click.option(
    "--reading",
    "readings",
    envvar="MOCK_SERVER_READING",
    multiple=True,
    metavar="ID=NAME",
    help="How to read a discrepancy of the documents; repeatable.",
)
"""`--reading ID=NAME`; see `pairs`."""

scenario_files: _Option = click.option(
    "--scenarios",
    "scenario_files",
    envvar="MOCK_SERVER_SCENARIOS",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A scenario file, or a folder of them, beside the packaged ones; repeatable.",
)
"""`--scenarios PATH`."""


def specs(about: str) -> _Option:
    """Return `--spec PATH`, whose help begins with what the document is for."""
    return click.option(
        "--spec",
        "specs",
        envvar="MOCK_SERVER_SPEC",
        multiple=True,
        type=click.Path(path_type=Path),
        help=f"OpenAPI document {about}; repeatable. [default: the packaged ones]",
    )


def misspelt_variables(environment: Iterable[str], command: click.Command) -> dict[str, str]:
    """Return what the environment seems to mean, by the name that means nothing.

    Other programs have names that begin like ours, Kubernetes for instance, so a name counts only
    where it is nearly one of a setting.

    Args:
        environment: Names of environment variables.
        command: Whose settings they may be.
    """
    from openapi.errors import nearest  # noqa: PLC0415, keeps --help fast

    known = {
        str(option.envvar or (option.name or "").upper()).removeprefix(ENVIRONMENT)
        for option in command.params
    }
    found = {}
    for name in sorted(environment):
        meant = nearest(name.removeprefix(ENVIRONMENT), known)
        if name.startswith(ENVIRONMENT) and meant and name != f"{ENVIRONMENT}{meant}":
            found[name] = f"{ENVIRONMENT}{meant}"
    return found


def parse_pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Return what was given as NAME=VALUE, by name.

    Raises:
        click.BadParameter: A text is not of that form.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name:
            message = f"{text!r} is not of the form NAME=VALUE"
            raise click.BadParameter(message, param_hint=option)
        found[name] = value
    return found


def validate_origins(
    _context: click.Context, _option: click.Parameter, texts: tuple[str, ...]
) -> tuple[str, ...]:
    """Return web origins as given.

    Raises:
        click.BadParameter: A text is none, so that no page would ever match it.
    """
    for text in texts:
        if not _ORIGIN.fullmatch(text):
            message = (
                f"{text!r} is not a web origin; allowed is scheme, host and port with nothing "
                "behind them, such as http://localhost:5173"
            )
            raise click.BadParameter(message)
    return texts

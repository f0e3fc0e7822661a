"""Options that several of the commands take, each written once.

Only click is imported: the heavy parts would make `--help` slow.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from openapi.command_line import DocumentPath

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


def document_options(command: _Command) -> _Command:
    """Give a command what says which files documents may refer to, and how much they may be."""
    for option in reversed(_OF_DOCUMENTS):
        command = option(command)
    return command


_OF_DOCUMENTS = (
    click.option(
        "--root",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="The folder whose files a document may refer to.  [default: its repository]",
    ),
    click.option(
        "--max-document-bytes",
        type=click.IntRange(min=1),
        metavar="N",
        help="Bytes of each file of a document.  [default: 64 MiB]",
    ),
    click.option(
        "--max-document-files",
        type=click.IntRange(min=0),
        metavar="N",
        help="Files that a document may refer to.  [default: 5000]",
    ),
)


def specs(about: str) -> _Option:
    """Return `--spec PATH`, whose help begins with what the document is for."""
    return click.option(
        "--spec",
        "specs",
        envvar="MOCK_SERVER_SPEC",
        multiple=True,
        type=DocumentPath(),
        help=f"OpenAPI document {about}; repeatable. A file, or a URL that is fetched once; "
        "Swagger 2.0 too. [default: the packaged ones]",
    )


def misspelt_variables(environment: Iterable[str], command: click.Command) -> dict[str, str]:
    """Return what the environment seems to mean, by the name that means nothing.

    Other programs have names that begin like ours, Kubernetes for instance, so a name counts only
    where it is nearly one of a setting.

    Args:
        environment: Names of environment variables.
        command: Whose settings they may be.
    """
    from openapi.errors import nearest  # noqa: PLC0415 - keeps --help fast

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

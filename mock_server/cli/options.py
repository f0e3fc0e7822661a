"""Options that several commands share.

Only click is imported: other imports would make `--help` slow.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from mock_server.options import Option
from mock_server.settings import Settings
from openapi.command_line import (
    EXIT_NOT_RUN,
    DocumentPath,
    FormerOption,
    ListedOption,
    Number,
    WholeNumber,
)
from openapi.process.standard_streams import write_stderr
from openapi.values import dataclass

if TYPE_CHECKING:
    from dataclasses import Field

    from openapi.contract import Contract

_ORIGIN = re.compile(r"null|[a-z][a-z0-9+.-]*://[^/?#@\s*]+", re.IGNORECASE)

MAX_WORKERS = 64  # processes of one server

EXIT_REFUSED = 1

ENVIRONMENT = "MOCK_SERVER_"  # prefix of the environment variables

_FIELDS = {each.name: each for each in fields(Settings)}

Command = Callable[..., None]
_Option = Callable[[Command], Command]


class _Setting(ListedOption):
    """An option with a variable of the environment that is named after its flag."""

    def __init__(self, *names: Any, **about: Any) -> None:  # noqa: ANN401 - as click has it
        super().__init__(*names, **about)
        flag = max(self.opts, key=len)
        self.envvar = f"{ENVIRONMENT}{flag.removeprefix('--').replace('-', '_').upper()}"


def setting(*names: str, **about: Any) -> _Option:  # noqa: ANN401 - as click has it
    """Return an option: its flags and, if that is another name, the field of `Settings`."""
    return click.option(*names, cls=_Setting, **about)


def of_setting(name: str, **about: Any) -> _Option:  # noqa: ANN401 - as click has it
    """Return the option that gives a field of `Settings`; `about` has what a command changes."""
    field = _FIELDS[name]
    option: Option = field.metadata["option"]
    given = {"help": option.help, "hidden": option.is_hidden, "metavar": option.metavar or None}
    if field.type in (bool, bool | None):
        given["is_flag"] = True
    else:
        given["type"] = _type(field, option)
    if field.default in (MISSING, ()):
        given |= {"multiple": True, "has_spaces": option.has_spaces}
    else:
        # A switch that is off and an empty text need no words, and some helps have their own.
        is_empty = field.default is False or field.default in ("", None)
        has_words = is_empty or "[default" in option.help
        given |= {"default": field.default, "show_default": not has_words}
    return setting(option.flag, name, **given | about)


def _type(field: "Field[Any]", option: Option) -> "click.ParamType[Any] | None":
    """Return what reads the value of an option; None if Click knows it by the default."""
    if option.choices:
        return click.Choice(option.choices)
    if option.bounds is not None:
        least, most = option.bounds
        return Number(least, most) if field.type is float else WholeNumber(least, most)
    is_path = field.type in (Path | None, tuple[Path, ...])
    return click.Path(path_type=Path, dir_okay=option.is_folder_allowed) if is_path else None


readings, scenario_files, overlays = map(of_setting, ("readings", "scenario_files", "overlays"))
"""`--reading ID=NAME` (see `parse_pairs`), `--scenarios PATH` and `--overlay FILE`."""


def refuse_empty(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return the text of an option.

    Raises:
        click.BadParameter: It was given on the command line, but is empty.
    """
    is_given = context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    if is_given and not value.strip():
        raise click.BadParameter(
            "it is empty, perhaps from a variable that is not set; leave the option out for the "
            "default"
        )
    return value


def output(text: str, *, metavar: str | None = None, **path: bool) -> _Option:
    """Return `--output PATH`, which was called `--out`; `path` has what kind of path it may be."""
    kind = click.Path(path_type=Path, **path)
    former = click.option("--out", cls=FormerOption, name="output", now="--output", type=kind)
    named = click.option("-o", "--output", type=kind, metavar=metavar, help=text)
    return lambda command: named(former(command))


def specs(about: str) -> _Option:
    """Return `--spec PATH`; `about` continues the first words of its help."""
    text: str = _FIELDS["specs"].metadata["option"].help
    return of_setting("specs", type=DocumentPath(), help=text.replace("to serve, like FILE", about))


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The documents that a command names; without any, the packaged ones."""

    paths: tuple[Path, ...]
    overlays: tuple[Path, ...] = ()
    readings: Mapping[str, str]  # the chosen one by discrepancy id

    def load(self) -> "tuple[Contract, ...]":
        """Return their contracts (ContractError: a document, overlay or reading cannot be used)."""
        from openapi.loading.document import LoadOptions, load_contracts  # noqa: PLC0415

        options = LoadOptions(overlays=self.overlays)
        return load_contracts(self.paths, readings=self.readings, options=options)


def documents(about: str) -> _Option:
    """Add `--spec`, `--overlay` and `--reading`, which the command gets as its `documents`.

    FILEs that the command has as arguments are documents too.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def collected(**given: Any) -> None:  # noqa: ANN401 - the options by name
            found = Documents(
                paths=(*given.pop("documents", ()), *given.pop("specs")),
                overlays=given.pop("overlays"),
                readings=parse_pairs("--reading", given.pop("readings")),
            )
            command(documents=found, **given)

        return specs(about)(overlays(readings(collected)))

    return add


def misspelt_variables(environment: Iterable[str], command: click.Command) -> dict[str, str]:
    """Return the variable that was probably meant, by the name that is misspelt.

    Other programs, such as Kubernetes, set variables with the same prefix, so only names that are
    similar to one of a setting are returned.
    """
    from openapi.errors import nearest  # noqa: PLC0415 - keeps --help fast

    known = {
        str(option.envvar or (option.name or "").upper()).removeprefix(ENVIRONMENT)
        for option in command.params
    }
    found = {}
    for name in sorted(name for name in environment if name.startswith(ENVIRONMENT)):
        own = name.removeprefix(ENVIRONMENT)
        meant = None if own in known else nearest(own, known)
        if meant:
            found[name] = f"{ENVIRONMENT}{meant}"
    return found


def parse_pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Return the values of NAME=VALUE texts, by name.

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
    """Return web origins unchanged.

    Raises:
        click.BadParameter: A text is not an origin, so that no page could ever match it.
    """
    for text in texts:
        if not _ORIGIN.fullmatch(text):
            message = (
                f"{text!r} is not a web origin; allowed are scheme, host and port only, "
                "such as http://localhost:5173"
            )
            raise click.BadParameter(message)
    return texts


def session_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Return the name of a session unchanged (click.BadParameter: no session can have it)."""
    from mock_server.sessions.sessions import SessionNameError, parse_session_name  # noqa: PLC0415 - keeps --help fast

    try:
        if name:
            parse_session_name(name)
    except SessionNameError as error:
        raise click.BadParameter(f"{error}.") from error
    return name


def without_brackets(_context: click.Context, _option: click.Parameter, host: str) -> str:
    """Return a host without the brackets that an IPv6 address has in a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def parse_workers(_context: click.Context, _option: click.Parameter, text: str) -> int:
    """Return a number of processes; `auto` is that of the usable cores.

    Raises:
        click.BadParameter: It is neither.
    """
    if text == "auto":
        from mock_server.server.workers.refusals import usable_cores  # noqa: PLC0415 - fast --help

        return min(usable_cores(), MAX_WORKERS)
    if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MAX_WORKERS:  # noqa: PLR2004 - no long numbers
        return int(text)
    message = f"{text[:40]!r} is not a number from 1 to {MAX_WORKERS}, or auto"
    raise click.BadParameter(message)


def note(message: str) -> None:
    """Write a message to stderr."""
    write_stderr(f"mock-server: {message}")


@contextmanager
def errors_shown(command: str) -> Iterator[None]:
    """End the command with a message if documents, or calls to a running mock, are in error."""
    from mock_server.cli.admin_client import CannotCallError, RefusedError  # noqa: PLC0415
    from openapi.errors import ContractError  # noqa: PLC0415

    try:
        yield
    except (ContractError, CannotCallError) as error:
        end(command, error)
    except RefusedError as error:
        end(command, error, EXIT_REFUSED)
    except KeyboardInterrupt:
        sys.exit(0)


def end(command: str, problem: object, code: int = EXIT_NOT_RUN) -> NoReturn:
    """End the command with a message."""
    write_stderr(f"mock-server {command}: {problem}")
    sys.exit(code)

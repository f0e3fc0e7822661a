"""Creates parameters of Click from the options that settings declare.

Has no slow imports, so that `--help` is quick.
"""

from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

import click

from contracts.run.settings.options import Option, options_of
from openapi.command_line import DocumentPath, FormerOption, ListedOption, Number, WholeNumber

FILES = click.Argument(
    ["files"],
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
"""The files of a command that reads several: recordings, or reports."""


def parameters_of(
    settings_class: type,
    without: Container[str] = frozenset(),
    helps: Mapping[str, str] | None = None,
) -> list[click.Parameter]:
    """Return the options of a settings class for a command.

    Those of the names in `without` are left out; `helps` has the command's own texts by name.
    """
    options = [each for each in options_of(settings_class) if each.name not in without]
    return [
        *(click_option(each, (helps or {}).get(each.name, each.help)) for each in options),
        *(_former_option(each) for each in options if each.former),
    ]


def _former_option(option: Option) -> FormerOption:
    value = option.former_value
    given: dict[str, Any] = {"flag_value": value} if value else {"type": _type(option)}
    now = f"{option.flags[-1]} {value}".rstrip()
    return FormerOption([option.former], name=option.name, now=now, **given)


def click_option(option: Option, text: str = "") -> click.Option:
    """Return an option of Click, with the help `text` or that of the option."""
    # An explicit is_flag=False would make the value optional.
    given: dict[str, Any] = {"is_flag": True} if option.kind == "flag" else {"type": _type(option)}
    if option.default is not None:
        given["default"] = option.default
    return ListedOption(
        list(option.flags),
        has_spaces=option.kind == "lines",
        multiple=option.is_repeatable,
        metavar=option.metavar or None,
        show_default=option.is_default_shown,
        help=text or option.help,
        **given,
    )


def _type(option: Option) -> "click.ParamType[Any]":
    least, most = option.bounds
    types: Mapping[str, click.ParamType[Any]] = {
        "text": click.STRING,
        "lines": click.STRING,
        "integer": WholeNumber(_whole(least), _whole(most)),
        "number": Number(least, most),
        "document": DocumentPath(),
        "path": click.Path(path_type=Path),
        "file": click.Path(path_type=Path, dir_okay=False),
        "folder": click.Path(path_type=Path, file_okay=False),
    }
    return click.Choice(option.choices) if option.choices else types[option.kind]


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)

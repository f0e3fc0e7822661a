"""From the options that settings declare to parameters of Click.

Imports nothing heavy, so that `--help` is quick.
"""

import os
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from contracts.run.options import Option, options_of
from contracts.run.settings import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES, ROOT, SPEC


class LineSeparated(click.ParamType[str]):
    """Text; several values in one variable stand on lines of their own."""

    name = "text"
    envvar_list_splitter = "\n"


class DocumentPath(click.ParamType[Path]):
    """A document: a path, or a URL that is fetched once."""

    name = "path"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path, or where what was fetched lies.

        Raises:
            click.BadParameter: It cannot be fetched.
        """
        if not isinstance(value, str) or not value.lower().startswith(("http://", "https://")):
            return Path(value)
        from openapi.errors import ContractError  # noqa: PLC0415, keeps --help fast
        from openapi.loading.remote import local_path  # noqa: PLC0415

        try:
            return local_path(value)
        except ContractError as error:
            self.fail(str(error), param, ctx)

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return the documents of a variable, separated as paths are; URLs stay whole."""
        return re.split(rf"{re.escape(os.pathsep)}(?!//)(?![0-9]{{1,5}}/)", rv)


def parameters_of(
    settings_class: type,
    without: Container[str] = frozenset(),
    helps: Mapping[str, str] | None = None,
) -> list[click.Parameter]:
    """Return the options of a settings class for a command.

    Args:
        settings_class: Declares the options.
        without: Names of those that the command does not take.
        helps: What the command says of an option in its own words, by name.
    """
    return [
        click_option(option, (helps or {}).get(option.name, option.help))
        for option in options_of(settings_class)
        if option.name not in without
    ]


def click_option(option: Option, text: str = "") -> click.Option:
    """Return an option as Click takes it, with its own line of help or another one."""
    # An explicit is_flag=False would make the value optional.
    given: dict[str, Any] = {"is_flag": True} if option.kind == "flag" else {"type": _type(option)}
    if option.default is not None:
        given["default"] = option.default
    return click.Option(
        list(option.flags),
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
        "lines": LineSeparated(),
        "integer": click.IntRange(_whole(least), _whole(most)),
        "number": click.FloatRange(least, most),
        "document": DocumentPath(),
        "path": click.Path(path_type=Path),
        "file": click.Path(path_type=Path, dir_okay=False),
        "folder": click.Path(path_type=Path, file_okay=False),
    }
    return click.Choice(option.choices) if option.choices else types[option.kind]


def _whole(bound: float | None) -> int | None:
    return None if bound is None else int(bound)


def spec_option() -> click.Option:
    """Return `--spec`, for commands that load documents and send nothing."""
    return click_option(SPEC)


def document_options() -> list[click.Parameter]:
    """Return the options that limit the files of a document, for commands that send nothing."""
    return [click_option(each) for each in (ROOT, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES)]

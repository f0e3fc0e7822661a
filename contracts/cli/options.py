"""Options that several commands share, and what they mean.

Imports nothing heavy, so that `--help` is quick.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


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
        return re.split(rf"{re.escape(os.pathsep)}(?!//)(?![0-9]+/)", rv)


spec_option = click.option(
    "--spec",
    type=DocumentPath(),
    multiple=True,
    metavar="PATH",
    help="An OpenAPI or Swagger 2.0 document, a file or a URL, in place of the packaged ones; "
    "repeatable.",
)


def document_options(command: Command) -> Command:
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

timeout_option = click.option(
    "--timeout", default="10s", show_default=True, metavar="10s", help="Patience for one answer."
)

unsafe_option = click.option(
    "--unsafe", is_flag=True, help="Also send requests that could change something."
)

rate_option = click.option(
    "--rate",
    type=click.FloatRange(min=0, max=10_000),
    metavar="N",
    help="Requests in a second; 0 does not pace them.  [default: 5 off this machine]",
)


env_option = click.option(
    "--env",
    multiple=True,
    metavar="NAME",
    help="A variable that a document may read and send, beside those of the packaged ones; "
    "repeatable.",
)


def header_option(text: str) -> Callable[[Command], Command]:
    """Return `--header` with its own line of help."""
    return click.option(
        "--header", type=LineSeparated(), multiple=True, metavar="'NAME: VALUE'", help=text
    )


def production_option(text: str) -> Callable[[Command], Command]:
    """Return `--allow-production` with its own line of help."""
    return click.option("--allow-production", is_flag=True, help=text)


def connection_options(command: Command) -> Command:
    """Give a command what says how connections are made; `connection_settings` reads it."""
    for option in reversed(_DIALING):
        command = option(command)
    return command


def connection_settings(options: Mapping[str, Any]) -> Any:  # noqa: ANN401  # its type is imported late
    """Return how connections are made.

    Raises:
        OptionError: A file cannot be read, or the proxy is no URL of one.
    """
    from contracts.http.client.connector import (  # noqa: PLC0415  # --help must not wait for it
        create_dialing,
    )

    return create_dialing(
        ca=options["tls_ca"],
        is_insecure=options["tls_insecure"],
        certificate=options["tls_cert"],
        key=options["tls_key"],
        proxy=options["proxy"] or "",
    )


_DIALING = (
    click.option("--proxy", metavar="URL", help="Go through http://HOST:PORT."),
    click.option(
        "--tls-ca",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Trust these certificates.",
    ),
    click.option("--tls-insecure", is_flag=True, help="Trust any certificate."),
    click.option(
        "--tls-cert", type=click.Path(path_type=Path), metavar="FILE", help="Show this certificate."
    ),
    click.option(
        "--tls-key", type=click.Path(path_type=Path), metavar="FILE", help="The key of --tls-cert."
    ),
)

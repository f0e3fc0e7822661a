"""Options that several commands share, and what they mean.

Imports nothing heavy, so that `--help` is quick.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class LineSeparated(click.ParamType[str]):
    """Text; several values in one variable stand on lines of their own."""

    name = "text"
    envvar_list_splitter = "\n"


spec_option = click.option(
    "--spec",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="An OpenAPI 3.0 document, in place of the packaged ones; repeatable.",
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

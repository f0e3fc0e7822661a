"""How servers are called: options about credentials, budgets and connections."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from contracts.errors import OptionError
from contracts.http.client.connector import ConnectionSettings, connection_settings
from contracts.http.client.limits import RequestBudget
from contracts.http.requests.credentials import parse_header
from contracts.http.requests.rows import Row
from contracts.run.settings.data import DATA, read_data
from contracts.run.settings.documents import (
    MAX_DOCUMENT_BYTES,
    MAX_DOCUMENT_FILES,
    OVERLAY,
    ROOT,
    SPEC,
)
from contracts.run.settings.options import Option, from_option, from_options
from contracts.run.settings.values import parse_command, parse_duration, parse_known, parse_time

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def _headers(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(map(parse_header, texts))


def _variables(names: tuple[str, ...]) -> frozenset[str]:
    for name in names:
        if not _VARIABLE.fullmatch(name):
            raise OptionError(
                "this is no name of a variable",
                where="--env",
                found=repr(name)[:80],
                allowed="letters, digits and _, not a digit first",
                hint="repeat --env for several names; the value stays in the environment",
            )
    return frozenset(names)


def _budget(
    rate: float | None,
    max_requests: int | None,
    max_bytes: int | None,
    max_time: str | None,
    max_server_errors: int | None,
) -> RequestBudget:
    return RequestBudget(
        per_second=rate,
        max_requests=max_requests,
        max_seconds=parse_time(max_time, "--max-time") if max_time else None,
        max_bytes=max_bytes,
        max_server_errors=max_server_errors,
    )


WAIT = Option(
    flags=("--wait",),
    default="0s",
    metavar="30s",
    help="Wait up to this long for the first answer.",
    after="param",
)
read_wait = partial(parse_duration, option="--wait")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How servers are called, for every command that sends requests."""

    specs: tuple[Path, ...] = from_options((SPEC,), tuple)
    overlays: tuple[Path, ...] = from_options((OVERLAY,), tuple)
    # The folder whose files documents may refer to; None for their repository.
    root: Path | None = from_options((ROOT,))
    # Bytes of each file of a document; None for the default of `openapi`.
    max_document_bytes: int | None = from_options((MAX_DOCUMENT_BYTES,))
    # Files of a document; None for the default of `openapi`.
    max_document_files: int | None = from_options((MAX_DOCUMENT_FILES,))
    headers: tuple[tuple[str, str], ...] = from_option(
        "--header",
        read=_headers,
        is_shown=False,
        kind="lines",
        is_repeatable=True,
        metavar="'NAME: VALUE'",
        help="Add a header to every request; it is never shown; repeatable.",
    )
    # The program that prints a token, and its arguments; none without one.
    token_command: tuple[str, ...] = from_option(
        "--token-command",
        read=parse_command,
        is_shown=False,
        metavar="COMMAND",
        help="A command that prints a token for the header Authorization, run without a shell: at "
        "first, and again after a 401 or the token's expiry.",
        after="header",
    )
    # The environment, where live values are looked up.
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: frozenset[str] = from_option(
        "--env",
        read=_variables,
        is_repeatable=True,
        metavar="NAME",
        help="A variable that a document may read and send, beside those of the packaged ones; "
        "repeatable.",
    )
    # Values that exist on the server, by name of the parameter, or by `OPERATION.NAME` for one
    # operation only.
    known_values: Mapping[str, tuple[str, ...]] = from_option(
        "--param",
        read=parse_known,
        is_shown=False,
        kind="lines",
        is_repeatable=True,
        metavar="NAME=VALUE",
        help="A value that exists on the server, or @FILE with one on each line; "
        "OPERATION.NAME=VALUE for one operation only; the API key of a query or cookie, which is "
        "never shown; repeatable.",
    )
    data: tuple[Path, ...] = from_options((DATA,), tuple)  # files of values that exist together
    timeout_seconds: float = from_option(
        "--timeout",
        read=partial(parse_time, option="--timeout"),
        default="10s",
        is_default_shown=True,
        metavar="10s",
        help="Timeout of one request.",
    )
    is_unsafe: bool = from_option(
        "--unsafe", kind="flag", help="Also send requests that could change something."
    )
    is_production_allowed: bool = from_option(
        "--allow-production",
        kind="flag",
        help="Check servers that a contract marks as production.",
    )
    # Pace and budgets; a missing one depends on where the servers are.
    budget: RequestBudget = from_options(
        (
            Option(
                flags=("--rate",),
                kind="number",
                bounds=(0, 10_000),
                metavar="N",
                help="Requests in a second; 0 does not pace them.  [default: 5 off this machine]",
            ),
            Option(
                flags=("--max-requests",),
                kind="integer",
                bounds=(1, None),
                metavar="N",
                help="Requests of the whole run.  [default elsewhere: 500, or 10 per operation]",
            ),
            Option(
                flags=("--max-bytes",),
                kind="integer",
                bounds=(1, None),
                metavar="N",
                help="Bytes of all answers, decoded; what it cuts is not proved.  "
                "[default: 64 MiB off this machine, else 256 MiB]",
            ),
            Option(
                flags=("--max-time",),
                metavar="10m",
                help="Time of the whole run, judging included; what it cuts is not proved.  "
                "[default: smoke 5m, ci 10m, full 30m]",
            ),
            Option(
                flags=("--max-server-errors",),
                kind="integer",
                bounds=(0, None),
                metavar="N",
                help="Answers of 5xx in a row, then the server is left alone; 0 goes on.  "
                "[default: 20 off this machine]",
            ),
        ),
        _budget,
    )
    connection: ConnectionSettings = from_options(
        (
            Option(
                flags=("--proxy",),
                metavar="URL",
                help="Go through http://[USER:PASSWORD@]HOST:PORT.  [default: HTTP_PROXY, "
                "HTTPS_PROXY and NO_PROXY; never for this machine]",
            ),
            Option(
                flags=("--tls-ca",), kind="path", metavar="FILE", help="Trust these certificates."
            ),
            Option(flags=("--tls-insecure",), kind="flag", help="Trust any certificate."),
            Option(
                flags=("--tls-cert",), kind="path", metavar="FILE", help="Show this certificate."
            ),
            Option(
                flags=("--tls-key",), kind="path", metavar="FILE", help="The key of --tls-cert."
            ),
        ),
        connection_settings,
    )

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the data files, which are read now.

        Raises:
            OptionError: A file cannot be used.
        """
        return read_data(self.data)

    @property
    def whole_seconds(self) -> float:
        """Seconds that the whole command may take; 0 for no limit."""
        return self.budget.max_seconds or 0.0

    @property
    def max_seconds(self) -> float:
        """Seconds of them that are left for requests, waiting, judging, shortening."""
        return self.whole_seconds

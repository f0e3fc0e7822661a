"""The command `mock-server log`: the requests to a running mock, from its journal.

Only click is imported until the command runs.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import click

from mock_server.cli import options
from mock_server.cli.running_mock import WITH_ADVICE, running_mock
from openapi.command_line import examples, text_or_json

if TYPE_CHECKING:
    from mock_server.cli.admin_client import AdminClient
    from mock_server.journal.log_lines import LineFormat

POLL_SECONDS = 0.5
MAX_LISTED = 1000


@click.command(
    "log",
    context_settings=WITH_ADVICE,
    epilog=examples("mock-server log --follow --refused"),
)
@running_mock
@click.option("--follow", "-f", is_flag=True, help="Wait for further requests, until Ctrl-C.")
@click.option(
    "--limit",
    "-n",
    default=20,
    show_default=True,
    type=click.IntRange(0, MAX_LISTED),
    help="How many of the latest requests to list first.",
)
@click.option(
    "--session",
    metavar="NAME",
    callback=options.session_name,
    help="Only requests of this session.",
)
@click.option("--refused", is_flag=True, help="Only requests that the mock refused.")
@text_or_json
def log(  # noqa: PLR0913 - one parameter for each option
    *,
    client: "AdminClient",
    follow: bool,
    limit: int,
    session: str | None,
    refused: bool,
    format: str,  # noqa: A002 - as the option is called
) -> None:
    """List the latest requests to a running mock: time, method, status, path, and why it refused.

    Exit code 2 if there is no mock, or if it keeps no journal.
    """
    from mock_server.cli.log_output import LogStyle, line_format, writer  # noqa: PLC0415

    style = LogStyle.JSON if format == "json" else LogStyle.PRETTY
    lines = line_format(style, sys.stdout, os.environ)
    wanted = {"session": session, "unmatched": "true" if refused else None}
    for text in read_log(client, lines, wanted, limit=limit, follows=follow):
        writer(sys.stdout)(text)


def read_log(  # noqa: PLR0913 - the command's options
    client: "AdminClient",
    lines: "LineFormat",
    wanted: Mapping[str, Any],
    *,
    limit: int,
    follows: bool,
    wait: Callable[[float], object] = sleep,
    clock: Callable[[], float] = monotonic,
) -> Iterator[str]:
    """Yield the lines of the latest requests, then those of further ones if they are followed.

    `wanted` are criteria as query parameters; `limit` is for the first list; `follows` waits for
    further requests, also while the mock is stopped and started again. `clock` counts seconds.

    Raises:
        CannotCallError: There is no mock, or it does not keep a journal.
        RefusedError: The mock refused the criteria.
    """
    from mock_server.cli.admin_client import NoAnswerError  # noqa: PLC0415

    last_answer, noted = clock(), set[str]()
    found = client.call("GET", "/requests", query={**wanted, "limit": max(limit, 1)})
    since = _journal(client, found, noted)["latest"]
    yield from _entries(found["requests"] if limit else [], lines)
    is_gone = False
    while follows:
        wait(POLL_SECONDS)
        now = clock()
        try:
            if is_gone and _is_younger(client, now - last_answer):
                since = 0
            query = {**wanted, "since": since, "limit": MAX_LISTED}
            found = client.call("GET", "/requests", query=query)
        except NoAnswerError:
            if not is_gone:
                options.note("the mock has stopped answering; waiting for it")
            is_gone = True
            continue
        last_answer, is_gone = now, False
        latest = _journal(client, found, noted)["latest"]
        if latest < since:
            # Another mock, which counts from 1 again.
            since = 0
            continue
        since = latest
        missing = found["total"] - len(found["requests"])
        if missing > 0:
            options.note(f"{missing} requests are left out: there were too many at once")
        yield from _entries(found["requests"], lines)


def _is_younger(client: "AdminClient", seconds: float) -> bool:
    """Whether the mock was started less than this ago: it is not the one that answered then."""
    return bool(_number(client.call("GET", "/health").get("seconds")) < seconds)


def _journal(client: "AdminClient", found: Mapping[str, Any], noted: set[str]) -> Mapping[str, Any]:
    """Return the state of the journal; what it lacks is noted, unless it was `noted` before."""
    from mock_server.cli.admin_client import CannotCallError  # noqa: PLC0415

    journal = found.get("journal")
    is_list = isinstance(found.get("requests"), list) and isinstance(found.get("total"), int)
    if not is_list or not isinstance(journal, dict) or not isinstance(journal.get("latest"), int):
        raise CannotCallError(
            "the mock is of another version: its journal cannot be read", where=client.url
        )
    if not journal.get("on"):
        raise CannotCallError(
            "the mock keeps no journal", where=client.url, hint="start it without --no-journal"
        )
    trouble = _text(journal.get("trouble", ""))
    if trouble and trouble not in noted:
        noted.add(trouble)
        options.note(f"requests to other replicas are missing, or may be: {trouble}")
    return journal


def _entries(entries: list[Any], lines: "LineFormat") -> Iterator[str]:
    from mock_server.journal.log_lines import LoggedFacts  # noqa: PLC0415

    for entry in reversed(entries):
        if not isinstance(entry, dict):
            continue
        request, response = (_object(entry.get(name)) for name in ("request", "response"))
        text = {name: _text(entry.get(name, "")) for name in LoggedFacts._fields[2:]}
        facts = LoggedFacts(
            method=str(request.get("method", "")), status=_number(response.get("status")), **text
        )
        at, seconds = str(entry.get("at", ""))[:40], float(_number(entry.get("seconds")))
        line = lines.line(str(request.get("url", "")), facts, json.dumps(at)[1:-1], seconds)
        yield f"{line}\n"


def _object(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any JSON
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _number(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return value if isinstance(value, int | float) else 0

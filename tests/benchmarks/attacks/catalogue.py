"""The attacks: what each client sends, how many of them there are, and whether they read."""

import json
from collections.abc import Callable
from dataclasses import dataclass

_JOBS = "/subscriptions/imports"
_LONG_PATH = "/" + "a/" * 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """An attack: clients that send the same kind of request.

    Attributes:
        name: Its name in the table.
        request: The bytes of the request with a number; numbers count over all clients.
        clients: Number of simultaneous clients.
        at_once: Requests that each sends without waiting for an answer.
        reads: Whether the clients read the answers.
        pause: Seconds between the bytes of a request; 0 sends it at once.
    """

    name: str
    request: Callable[[int], bytes]
    clients: int = 4
    at_once: int = 1
    reads: bool = True
    pause: float = 0.0


def _get(target: str, *headers: str) -> bytes:
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _post(target: str, body: bytes) -> bytes:
    head = (
        f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def _always(data: bytes) -> Callable[[int], bytes]:
    return lambda _number: data


def _sessions(number: int) -> bytes:
    """Make ten thousand sessions, then ask for one that does not exist."""
    if number < 10_000:
        return _get(f"{_JOBS}?__session=session-{number:05}")
    return _get("/__admin/sessions/sesion-unknown")


def _unmatched(number: int) -> bytes:
    """Request two thousand long unknown paths, then the near misses."""
    if number < 2_000:
        return _get(f"{_LONG_PATH[:7_900]}{number}")
    return _get("/__admin/requests/unmatched?limit=1000")


def _duplicates() -> bytes:
    objects = [{"a": number} for number in range(60_000)]
    return json.dumps([*objects, {"a": 0}]).encode()


def _deep_union() -> bytes:
    return b'{"a":' * 60 + b"0" + b"}" * 60


ATTACKS = (
    Attack(
        name="requests in a row",
        request=_always(_get(f"{_JOBS}?__code=500")),
        clients=50,
        at_once=4_000,
    ),
    Attack(
        name="answers that are not read",
        request=_always(_get(f"{_JOBS}?__scenario=250-jobs&page[limit]=100")),
        clients=200,
        at_once=5_000,
        reads=False,
    ),
    Attack(
        name="slow heads",
        request=lambda number: _get("/" + "a" * 5_000 + str(number)),
        clients=1_000,
        pause=0.5,
    ),
    Attack(
        name="slow bodies",
        request=_always(_post("/unique", b"[" + b" " * 5_000 + b"]")),
        clients=1_000,
        pause=0.5,
    ),
    Attack(
        name="large headers in the journal",
        request=lambda number: _get(f"{_JOBS}?n={number}", "X: " + "x" * 30_000),
        clients=8,
    ),
    Attack(
        name="heads that are too large",
        request=lambda number: _get(f"{_JOBS}?n={number}", "X: " + "x" * 60_000),
        clients=8,
    ),
    Attack(
        name="a delay on 10,050 records",
        request=_always(_get(f"{_JOBS}?__scenario=10050-jobs&__fault=delay;seconds=0")),
    ),
    Attack(
        name="a broken page of 10,050 records",
        request=_always(_get(f"{_JOBS}?__scenario=10050-jobs&__fault=page.overlap")),
    ),
    Attack(
        name="every page of 10,050 records",
        request=lambda number: _get(
            f"{_JOBS}?__scenario=10050-jobs&page[limit]=100&page[offset]={number * 100 % 10_050}"
        ),
        clients=16,
    ),
    Attack(name="ten thousand sessions and an unknown one", request=_sessions, clients=8),
    Attack(name="near misses of long paths", request=_unmatched),
    Attack(
        name="unknown names of 8 kB",
        request=lambda number: _get(f"{_JOBS}?__scenario={'10050-jops' * 700}{number}"),
    ),
    Attack(name="separators in a path", request=_always(_get("/tiles/" + "-" * 8_000))),
    Attack(
        name="a query of four thousand pairs",
        request=_always(_get(_JOBS + "?" + "&".join(["a=%41"] * 1_300))),
    ),
    Attack(
        name="patterns that backtrack",
        request=_always(_get("/patterns?q=" + "a" * 3_000 + "!&w=" + "b" * 3_000 + "!")),
    ),
    Attack(
        name="long lists in headers",
        request=_always(
            _get(
                _JOBS,
                "Accept: " + ", ".join(["text/x;q=0.1"] * 600),
                "Prefer: " + ", ".join(["code=200"] * 600),
                "If-None-Match: " + ", ".join(['"x"'] * 1_200),
            )
        ),
    ),
    Attack(name="one duplicate among 60,000", request=_always(_post("/unique", _duplicates()))),
    Attack(
        name="values beside a wide enum",
        request=_always(_post("/enums", json.dumps([*["value-9998"] * 60_000, "x"]).encode())),
    ),
    Attack(name="unions in unions", request=_always(_post("/unions", _deep_union()))),
    Attack(
        name="a body of brackets",
        request=_always(_post("/unique", b"[" * 500_000 + b"]" * 500_000)),
    ),
    Attack(
        name="a number of a million digits",
        request=_always(_post("/unique", b"[" + b"9" * 1_000_000 + b"]")),
    ),
    Attack(
        name="a rule of four loops",
        request=_always(_get("/rules?__fault=rule.hostile.bomb")),
    ),
    Attack(
        name="a body in single bytes",
        request=_always(
            b"POST /unique HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"1\r\n \r\n" * 200_000
            + b"0\r\n\r\n"
        ),
        clients=8,
    ),
    Attack(
        name="bodies of 32 MB",
        request=_always(_post("/unique", b'["' + b"x" * 32_000_000 + b'"]')),
        clients=4,
    ),
    Attack(
        name="long bodies of many values",
        request=_always(_post("/unique", b"[" + b"1," * 450_000 + b"1]" + b" " * 3_000_000)),
        clients=4,
    ),
    Attack(
        name="connections that come and go",
        request=_always(_get(_JOBS, "Connection: close")),
        clients=64,
    ),
)  # fmt: skip

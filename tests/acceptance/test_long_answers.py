"""A mock whose document takes very long to answer from: it answers other clients."""

import json
import signal
import threading
import time
from contextlib import suppress
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.acceptance.commands import mock_process
from tests.thorough import part

OTHERS = 5
BRANCHES = [
    {
        "type": "object",
        "required": ["kind", "value"],
        "properties": {"kind": {"const": f"k{number}"}, "value": {"type": "string"}},
        "additionalProperties": False,
    }
    for number in range(20)
]
ROWS = {"type": "array", "items": {"oneOf": BRANCHES}}
WRONG = [{"kind": "k1", "value": None, "more": None}] * 8_000
"""Each row is corrected: many seconds of computing."""


def answer(**content):
    """Return a response with one body in JSON."""
    return {"description": "d", "content": {"application/json": content}}


def document(folder):
    """Write a document with one operation that is answered at once, and hostile ones."""
    long = answer(schema=ROWS, example=WRONG)
    row = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    paths = {
        "/quick": {"get": {"responses": {"200": answer(example={"a": 1})}}},
        "/long": {"get": {"responses": {"200": long}}},
        "/refused": {
            "get": {
                "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": answer(example=1), "400": long},
            }
        },
        "/rows": {
            "get": {"responses": {"200": long}},
            "post": {"responses": {"201": answer(schema={"type": "object"})}},
        },
        "/rows/{id}": {
            "parameters": [row],
            "get": {"responses": {"200": answer(schema=BRANCHES[0])}},
        },
    }
    file = folder / "hostile.json"
    whole = {"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}, "paths": paths}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return str(file)


def ask(url, **headers):
    """Send a request; there may be no answer."""
    with suppress(URLError, ConnectionError, TimeoutError):
        urlopen(Request(url, headers=headers), timeout=60).read()  # noqa: S310 - our own mock


@pytest.mark.parametrize(
    ("path", "options"),
    part(
        [
            ("/long", ()),
            ("/long", ("--no-fast-path",)),
            ("/refused?n=x", ()),
            ("/__session/a/rows?__stateful=true", ()),
            ("/__admin/resources/unkept", ()),
            ("/__admin/records?path=/rows", ()),
        ],
        3,
    ),
)
def test_long_answer_keeps_no_client_waiting_and_not_the_end(tmp_path, path, options):
    """While one client waits for a long answer, others are answered, and SIGTERM ends the mock."""
    spec = ("--spec", document(tmp_path), "--no-reload", *options)
    with mock_process(*spec) as mock:
        ask(f"{mock.url}/quick")
        waiting = threading.Thread(target=ask, args=(mock.url + path,), daemon=True)
        waiting.start()
        time.sleep(0.5)
        for _ in range(OTHERS):
            ask(f"{mock.url}/quick")
        was_waiting = waiting.is_alive()
        began = time.monotonic()
        code = mock.stop(signal.SIGTERM)
        end = time.monotonic() - began

    assert was_waiting
    assert end < 12
    assert code == 0

"""A server counts the requests that the transport counts, and without --unsafe only reads.

The server of `tests.contracts.counting` reads the bytes on its sockets; documents, witnesses and
generated requests try to hide a second request from it. `make test` tries some of them;

    WIRE_EXAMPLES=2000 .venv/bin/python -m pytest -n0 tests/properties/test_only_reading.py

tries as many of each kind as you like.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.errors import ContractsError
from contracts.fuzz.campaign import run_fuzz
from contracts.fuzz.fuzz_run import FuzzCallbacks
from contracts.fuzz.schemathesis.engine import fuzz
from contracts.http.client.connection import InvalidRequest, NoResponse
from contracts.http.client.limits import Limits, RequestBudget
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, Transport
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Request
from contracts.run.check import check
from contracts.run.replay import ReplaySettings, replay
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.rounds import MAX_ROUNDS
from contracts.witnesses.witness import read_witness
from openapi.errors import ContractError
from tests.contracts.counting import SAFE, counting
from tests.contracts.shop import SPEC

EXAMPLES = int(os.environ.get("WIRE_EXAMPLES", "0"))
HIDDEN = "DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n"

NAMES = st.sampled_from(
    [
        "Content-Length", "content_length", "Content-Length ", " Content-Length", "CONTENT.LENGTH",
        "Transfer-Encoding", "transfer_encoding", "Connection", "Upgrade", "Expect", "TE", "Host",
        "Trailer", "Keep-Alive", "Proxy-Connection", "X-A", "X-A\r\nContent-Length", "X:Y", "",
        "X-HTTP-Method-Override",
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    [
        "0", "1", "7", "+0", "0, 0", "chunked", "identity", "close", "keep-alive", "h2c",
        "100-continue", "evil.example", "DELETE", "a\r\nContent-Length: 0", f"a\r\n\r\n{HIDDEN}",
        "a\r\n b", "a\0", HIDDEN, "",
    ]
)  # fmt: skip
BODIES = st.sampled_from(
    [
        "", "{}", HIDDEN, f"0\r\n\r\n{HIDDEN}", f"\r\n{HIDDEN}", "DELETE /x\r\n\r\n", "DELETE /x?",
        "DELETE", "D", "1\r\nZ\r\n0\r\n\r\n", "DELETE\t/x\n\n",
    ]
)  # fmt: skip
TARGETS = st.one_of(
    st.sampled_from(
        [
            "/", "/p", "//evil.example/p", "http://evil.example/", "@evil.example/", ":1/", "*", "",
            "?q", "/a b", f"/ HTTP/1.1\r\n\r\n{HIDDEN}", "/#a", "/\0", "/\xe9", "/p HTTP/1.0",
        ]
    ),
    st.text(st.sampled_from("/ ?#@\r\n\t:aD"), max_size=8),
)  # fmt: skip
METHODS = st.sampled_from(
    ["GET", "HEAD", "OPTIONS", "get", "DELETE", "GET ", "GET /x", " GET", "GET\r\n", "DELETE /x"]
)


def examples(few):
    """Return settings for a few examples, or for the number in the environment."""
    return settings(
        max_examples=EXAMPLES or few,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def is_only_reading(counted):
    """Whether only safe requests reached the server, all for its own host."""
    host = counted.url.removeprefix("http://")
    return set(counted.methods) <= SAFE and counted.hosts <= {host}


@pytest.mark.parametrize("is_careless", [False, True])
@examples(100)
@given(
    requests=st.lists(
        st.tuples(METHODS, TARGETS, st.lists(st.tuples(NAMES, TEXTS), max_size=3), BODIES),
        min_size=1,
        max_size=3,
    )
)
def test_no_request_holds_another(requests, is_careless):
    """With any parts, a request is refused or is one request for the named host."""
    with counting(is_careless=is_careless) as counted:
        limits = Limits(origins=frozenset({counted.url}), timeout_seconds=5, max_unanswered=99)
        transport = Transport(limits, SystemClock())
        for method, target, headers, body in requests:
            asked = Request(
                method=method,
                origin=counted.url,
                target=target,
                headers=tuple(headers),
                body=body.encode(),
            )
            with suppress(RequestNotAllowed, InvalidRequest, NoResponse):
                transport.send(asked)
        transport.close()
        time.sleep(0.01 if is_careless else 0)  # It may still read what a body has left behind.

    assert is_only_reading(counted)
    if not is_careless:
        assert transport.tally.methods == counted.methods


def document(header, text, body, path):
    """Return an OpenAPI document that requires a header and a body."""
    parameter = {
        "name": header,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "enum": [text]},
    }
    operation = {
        "operationId": "op",
        "parameters": [parameter],
        "responses": {"200": {"description": "ok"}},
    }
    if body:
        media = {"text/plain": {"schema": {"type": "string", "enum": [body]}}}
        operation["requestBody"] = {"required": True, "content": media}
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {path: {"get": operation}},
    }


def checked(counted, folder, content, profile="smoke"):
    """Check a document against the server; return the report, or None if it is refused."""
    spec = Path(folder) / "hostile.json"
    spec.write_text(json.dumps(content))
    wanted = CheckSettings(targets=(counted.url,), specs=(spec,), profile=PROFILES[profile])
    try:
        return check(wanted, SystemClock(), fuzz if profile != "smoke" else None)
    except (ContractsError, ContractError):
        return None


@examples(10)
@given(
    header=NAMES,
    text=TEXTS,
    body=BODIES,
    path=st.sampled_from(["/p", "//evil.example", "/p q", "/p#f", "/p\r\nX: y", "/@x"]),
)
def test_no_document_hides_a_request(header, text, body, path):
    """For any document, a check sends what its report counts, and only reads."""
    with TemporaryDirectory() as folder, counting() as counted:
        report = checked(counted, folder, document(header, text, body, path))

    assert is_only_reading(counted)
    assert counted.methods == (report.tally.methods if report else {})


SLY = document("Content-Length", "0", HIDDEN, "/p")


@pytest.mark.parametrize("is_careless", [False, True])
def test_no_generated_request_hides_another(tmp_path, is_careless):
    """With Schemathesis' requests too, the report counts what the server counts."""
    with counting(is_careless=is_careless) as counted:
        report = checked(counted, tmp_path, SLY, "ci")

    assert is_only_reading(counted)
    assert report.tally.methods == counted.methods


def test_no_fuzzing_hides_a_request(tmp_path):
    """A request that is changed by parts and bytes is still one request."""
    spec = tmp_path / "hostile.json"
    spec.write_text(json.dumps(SLY))
    with counting() as counted:
        wanted = FuzzSettings(
            targets=(counted.url,),
            specs=(spec,),
            budget=RequestBudget(max_requests=60),
            seconds=120.0,
            corpus=tmp_path / "corpus",
            witnesses=tmp_path / "witnesses",
        )
        report = run_fuzz(wanted, SystemClock(), FuzzCallbacks(), Interruption())

    assert is_only_reading(counted)
    assert report.tally.methods == counted.methods


def witness(url, request):
    """Return the witness of a shop's order, as a JSON value."""
    answer = {"status": 200, "headers": [["Content-Type", "application/json"]], "body": "{}"}
    step = {
        "request": {"origin": url, **request},
        "answer": answer,
        "at": "2026-11-21T12:00:00+00:00",
        "elapsed_ms": 1.0,
        "operation": "showOrder",
        "purpose": "documented",
        "asker": "own",
    }
    texts = {"id": "0", "rule": "schema", "severity": "error", "message": "", "api": "shop"}
    about = {"version": 1, "operation": "showOrder", "rounds": 1, "base_url": f"{url}/v1"}
    return {**texts, **about, "exchanges": [step]}


@examples(60)
@given(
    method=METHODS,
    target=TARGETS,
    headers=st.lists(st.tuples(NAMES, TEXTS), max_size=3),
    body=BODIES,
)
def test_no_witness_hides_a_request(method, target, headers, body):
    """A replay refuses a file, or sends the one request in it, some times; it never crashes."""
    request = {"method": method, "target": target, "headers": headers, "body": body}
    with TemporaryDirectory() as folder, counting() as counted:
        file = Path(folder) / "witness.json"
        file.write_text(json.dumps(witness(counted.url, request)))
        with suppress(ContractsError, BudgetExhausted):
            replay(ReplaySettings(witness=read_witness(file), specs=(SPEC,)), SystemClock())

    assert is_only_reading(counted)
    assert sum(counted.methods.values()) <= MAX_ROUNDS
    assert len(set(counted.lines)) <= 1

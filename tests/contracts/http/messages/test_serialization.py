"""Tests of redacted exchanges and of their JSON."""

import json
import math
from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.messages.exchange import HTTP_1_0
from contracts.http.messages.redaction import Redactor, Secret
from contracts.http.messages.serialization import (
    MAX_BODY,
    exchange_from_json,
    exchange_to_json,
    redact_exchanges,
)
from tests.contracts.shop import JSON_TYPE, exchange

HUSH = Redactor(secrets=(Secret(name="SHOP_TOKEN", value="hush-hush"),))


def test_no_secret_is_left():
    """Target, headers and bodies, sent and answered, show names in place of values."""
    seen = exchange(
        "/v1/orders/hush-hush",
        {"id": "hush-hush"},
        sent=(("X-Token", "hush-hush"),),
        headers=(("X-Echo", "hush-hush"),),
    )

    text = json.dumps([exchange_to_json(step) for step in redact_exchanges([seen], HUSH)])

    assert "hush-hush" not in text
    assert text.count("$SHOP_TOKEN") == 4


def test_the_servers_own_secrets_are_not_kept():
    """They are known by their names; what was sent stays, so that it can be sent again."""
    seen = exchange(
        "/v1/orders/7",
        {"access_token": "s3cr3t-1", "deep": [{"password": "s3cr3t-2", "pin": 33331}], "id": 7},
        headers=(*JSON_TYPE, ("X-Auth-Token", "s3cr3t-4"), ("Set-Cookie", "sid=s3cr3t-5")),
    )
    seen = replace(seen, request=replace(seen.request, body=b'{"password": "hunter2"}'))

    [step] = redact_exchanges([seen], Redactor())
    text = json.dumps(exchange_to_json(step))

    assert "s3cr3t" not in text
    assert "3333" not in text
    assert step.request.body == b'{"password": "hunter2"}'
    assert step.response is not None
    assert not step.response.is_body_known
    assert json.loads(step.response.body)["id"] == 7


def test_the_token_of_a_page_is_no_secret():
    """Without it, the walk through a list could not be judged from a recording."""
    body = {"nextPageToken": "p2", "continuation_token": "c2", "tokens_used": 12}
    headers = (*JSON_TYPE, ("Access-Control-Allow-Credentials", "true"), ("X-Next-Token", "p2"))
    seen = exchange(body=body, headers=headers)

    assert redact_exchanges([seen], Redactor())[0].response == seen.response


def test_steps_are_numbered_by_place_and_twins_follow():
    """Exchanges are numbered from 1, and so are those that they are compared with."""
    one, other = exchange(number=17), replace(exchange(number=42), compared_to=17)

    assert [(s.number, s.compared_to) for s in redact_exchanges([one, other], HUSH)] == [
        (1, 0),
        (2, 1),
    ]


@pytest.mark.parametrize(
    "seen",
    [
        exchange(),
        exchange(failure="no answer within 10 s"),
        exchange(body=b"\xff\x00 not text"),
        exchange(method="POST", status=201, headers=()),
        replace(exchange(), request=replace(exchange().request, version=HTTP_1_0)),
    ],
)
def test_an_exchange_survives_json(seen):
    """What is written is read back, byte for byte."""
    [step] = redact_exchanges([seen], Redactor())

    assert exchange_from_json(json.loads(json.dumps(exchange_to_json(step))), 1, "w.json") == step


def test_long_bodies_are_cut_after_they_are_redacted():
    """A body is bounded, it says so, and the cut leaves no half of a secret."""
    seen = exchange(body=b"x" * (MAX_BODY - 4) + b"hush-hush")

    [step] = redact_exchanges([seen], HUSH)

    assert len(step.response.body) == MAX_BODY
    assert step.response.is_cut
    assert step.response.body.endswith(b"x$SHO")


@pytest.mark.parametrize(
    "change",
    [
        {"request": None},
        {"request": {"method": 1}},
        {"at": "yesterday"},
        {"at": "2026-11-21T12:00:00"},
        {"asker": "a friend"},
        {"answer": {"status": "fine"}},
        {"elapsed_ms": None},
    ],
)
def test_what_is_no_exchange_is_refused(change):
    """The message names the file and the place, and there is no traceback."""
    [step] = redact_exchanges([exchange()], Redactor())

    with pytest.raises(OptionError, match="exchange 3 cannot be read") as caught:
        exchange_from_json({**exchange_to_json(step), **change}, 3, "w.json")

    assert caught.value.where == "w.json"


def test_only_an_unusual_version_is_reported():
    """HTTP/1.1 is the default, and an unknown version is refused."""
    document = exchange_to_json(exchange())

    assert "version" not in document["request"]
    document["request"]["version"] = "HTTP/3"
    with pytest.raises(OptionError, match="exchange 1 cannot be read"):
        exchange_from_json(document, 1, "w.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": "@evil.example/steal"}, 'does not begin with "/"'),
        ({"target": ".evil.example/steal"}, 'does not begin with "/"'),
        ({"target": "http://evil.example/"}, 'does not begin with "/"'),
        ({"target": "/a b"}, "has a space"),
        ({"method": "GET /x"}, "is no token"),
        ({"headers": [["X", "a\r\nY: b"]]}, "the header X has a character"),
    ],
)
def test_a_request_that_would_be_another_on_the_wire_is_refused(change, words):
    """A file may come from anywhere: it cannot name another host or hide a request."""
    document = exchange_to_json(exchange())
    document["request"] |= change

    with pytest.raises(OptionError) as caught:
        exchange_from_json(document, 1, "w.json")

    assert words in caught.value.found


@pytest.mark.parametrize(
    "elapsed", [math.inf, -math.inf, math.nan, 1e308, -1, 10**400, "25", True, None]
)
def test_a_time_that_no_answer_can_take_is_refused(elapsed):
    """Such a number would later cause an internal error."""
    document = {**exchange_to_json(exchange()), "elapsed_ms": elapsed}

    with pytest.raises(OptionError, match="exchange 1 cannot be read"):
        exchange_from_json(document, 1, "w.json")


@pytest.mark.parametrize(
    "at",
    ["9999-12-31T23:59:59.999999+00:00", "0001-01-01T00:00:00+10:00", "9999-12-31T23:00-10:00"],
)
def test_a_moment_at_the_edge_of_the_calendar_is_refused(at):
    """Its end would lie beyond what can be compared."""
    document = {**exchange_to_json(exchange()), "elapsed_ms": 25.0, "at": at}

    with pytest.raises(OptionError, match="exchange 1 cannot be read"):
        exchange_from_json(document, 1, "w.json")

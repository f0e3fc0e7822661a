"""Tests of: a body that is declared or documented as JSON is JSON."""

import pytest

from contracts.checks.responses.strict_json import check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said


def test_json_passes():
    """JSON passes, also with white space around it."""
    assert said(check(evidence(exchange(body=b' {"id": 7}\n')))) == ["pass"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"id": 7, "id": 8}', "appears twice"),
        (b'{"id": NaN}', "NaN"),
        (b'{"id": 7} x', "line 1"),
        (b'{"id": 7', "line 1"),
        (b'\xef\xbb\xbf{"id": 7}', "byte order mark"),
        (b'{"id": "\xe9"}', "not UTF-8"),
        (b"", "empty"),
    ],
)
def test_what_is_not_json_is_found(body, reason):
    """Each kind of invalid JSON is an error with its reason."""
    found = said(check(evidence(exchange(body=body))))

    assert found[0].startswith("error: The body is not JSON: ")
    assert reason in found[0]


def test_other_media_types_are_left_alone():
    """A body that is not declared as JSON is not judged."""
    page = exchange(body=b"<html>", headers=(("Content-Type", "text/html"),))

    assert said(check(evidence(page))) == []


def test_a_body_that_cannot_be_read_is_not_judged():
    """What was too long, or is in a coding that is not undone, neither passes nor fails."""
    coded = exchange(body=b"\x8b", headers=(*JSON_TYPE, ("Content-Encoding", "br")))

    assert said(check(evidence(coded))) == [
        "not exercised: the body is in a content coding that is not read (br)"
    ]
    assert said(check(evidence(exchange(body=b"[[[", is_cut=True)))) == [
        "not exercised: only the beginning of the body is there"
    ]


def test_a_head_answer_has_no_body_to_judge():
    """The answer to HEAD has no body, even if its headers declare one."""
    assert said(check(evidence(exchange(body=b"", method="HEAD")))) == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "\\ud83d-"}',
        b'{"id": ' + b"[" * 65 + b"]" * 65 + b"}",
        b'{"id": ' + b"1" * 1001 + b"}",
        b'{"id": 1e999}',
    ],
)
def test_json_that_clients_may_refuse_is_a_warning(body):
    """The grammar allows it, but some clients cannot read it."""
    [found] = said(check(evidence(exchange(body=body))))

    assert found.startswith("warning: Some clients cannot read the body: ")

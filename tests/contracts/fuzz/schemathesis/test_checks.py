"""Tests of checks of Schemathesis on recorded exchanges."""

from types import SimpleNamespace

import pytest

from contracts.fuzz.schemathesis.checks import (
    can_judge,
    create_second_opinion,
    first_line,
    is_doubtful,
)
from openapi.rules.outcome import Outcome
from tests.contracts.shop import COUNTED, ORDER, SHOP, exchange, observe

SCHEMA = "schemathesis.response-schema-conformance"
HEADERS = "schemathesis.response-headers-conformance"
METHOD = "schemathesis.unsupported-method"
CODED = (*COUNTED, ("Content-Encoding", "br"))
LOST = {**ORDER, "status": "lost"}


def judged(rule, **about):
    """Return the judgements on one exchange."""
    [seen] = observe(exchange(**about))
    return [said.outcome for said in create_second_opinion(SHOP)(rule, seen)]


@pytest.mark.parametrize(
    ("rule", "about", "outcome"),
    [
        (SCHEMA, {}, Outcome.PASS),
        (SCHEMA, {"body": LOST}, Outcome.FAIL),
        (SCHEMA, {"body": {**ORDER, "total": 10.0}}, Outcome.PASS),
        (SCHEMA, {"body": LOST, "status": 404}, Outcome.NOT_EXERCISED),
        (SCHEMA, {"body": b"[[[", "is_cut": True}, Outcome.NOT_EXERCISED),
        (SCHEMA, {"body": b"\x8b", "headers": CODED}, Outcome.NOT_EXERCISED),
        (SCHEMA, {"body": b"", "status": 204, "headers": ()}, Outcome.NOT_EXERCISED),
        (SCHEMA, {"body": b"", "method": "HEAD"}, Outcome.NOT_EXERCISED),
        (HEADERS, {}, Outcome.PASS),
        (HEADERS, {"headers": (("Content-Type", "application/json"),)}, Outcome.FAIL),
        (METHOD, {"method": "DELETE"}, Outcome.FAIL),
        (METHOD, {"method": "DELETE", "status": 405}, Outcome.PASS),
        (METHOD, {"method": "OPTIONS"}, Outcome.NOT_EXERCISED),
        (METHOD, {}, Outcome.NOT_EXERCISED),
    ],
)
def test_a_recorded_answer_is_judged(rule, about, outcome):
    """As the check of that name would have judged it in a run."""
    assert judged(rule, **about) == [outcome]


@pytest.mark.parametrize(
    ("rule", "is_known"),
    [(SCHEMA, True), (METHOD, True), ("schemathesis.ignored-auth", False), ("schema", False)],
)
def test_what_can_be_judged(rule, is_known):
    """Nothing else is."""
    assert can_judge(rule) is is_known


@pytest.mark.parametrize(
    ("name", "failure", "doubtful"),
    [
        ("response_headers_conformance", {"schema": {"type": "object"}, "instance": "{}"}, True),
        ("response_headers_conformance", {"schema": {}, "instance": {'{"total": 3': "x"}}, True),
        ("response_headers_conformance", {"schema": {"type": "integer"}, "instance": "x"}, False),
        ("response_schema_conformance", {"schema": {"type": "object"}, "instance": "x"}, False),
        ("response_schema_conformance", {"schema": {}, "instance": {"a": 1}}, False),
        ("response_schema_conformance", {"schema": {"type": "integer"}, "instance": 4.0}, True),
    ],
)
def test_a_header_with_an_object_is_not_judged(name, failure, doubtful):
    """flask-smorest writes its page as JSON into a header; its users get no error for that."""
    assert is_doubtful(name, SimpleNamespace(**failure)) is doubtful


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("\n one \n two", "one"),
        ("These are documented:\n\n  - `text/csv`\n", "These are documented: - `text/csv`"),
        ("Nothing follows:", "Nothing follows:"),
    ],
)
def test_a_message_does_not_end_before_what_it_introduces(text, shown):
    """A line that ends with a colon is shown with the next one."""
    assert first_line(text) == shown

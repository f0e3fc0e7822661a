"""Prism's cases, run against the mock."""

from collections import Counter

from tests.architecture.files import ROOT
from tests.benchmarks.peers.case import parse_case, read_cases, read_reasons
from tests.benchmarks.peers.running import Outcome, run_case
from tests.thorough import part

CASE = """====spec====
openapi: 3.0.0
paths:
  /pets:
    get:
      responses:
        200:
          content: {application/json: {example: [1]}}
====server====
mock -p 4010 ${document}
====command====
curl -i http://localhost:4010/pets
====expect====
HTTP/1.1 200 OK

[1]
"""


def outcome(text, reasons=()):
    """Return how the mock's answer to a case of this text compares."""
    return run_case(parse_case("pets/one", text), dict(reasons)).outcome


def test_every_case_has_the_same_answer_or_a_written_reason():
    """Who comes from Prism can read why an answer differs; every document is served as it is."""
    reasons, every = read_reasons(), [*read_cases()]
    results = [run_case(case, reasons) for case in part(every, 4)]

    worse = {each.case: each.reason for each in results if each.outcome.is_worse}
    assert len(every) == 240
    assert worse == {}


def test_every_outcome_is_found():
    """A document that cannot be served, and an answer that differs, are not taken for the same."""
    other = CASE.replace("\n[1]", "\n[2]")

    assert outcome(CASE) == Outcome.SAME
    assert outcome(other) == Outcome.DIFFERENT
    assert outcome(other, {"pets/one": "a reason"}.items()) == Outcome.DEFENSIBLE
    assert outcome(CASE.replace("paths:", "paths: [")) == Outcome.REFUSED


def test_the_reasons_are_documented():
    """`docs/reference/prism.md` has every reason, with the number of its cases."""
    page = (ROOT / "docs" / "reference" / "prism.md").read_text(encoding="utf-8")
    table = page.partition("| reason | cases |\n|---|---|\n")[2].splitlines()

    rows = [f"| {reason} | {count} |" for reason, count in Counter(read_reasons().values()).items()]
    assert sorted(table) == sorted(rows)

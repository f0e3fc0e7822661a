"""The one form of messages with facts."""

import pytest

from openapi.text.facts import facts_text


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({}, ["it is wrong"]),
        ({"where": "a.yaml:1", "found": ""}, ["it is wrong", "  where    a.yaml:1"]),
        ({"found": "a\x1bb"}, ["it is wrong", "  found    a\\x1bb"]),
        ({"allowed": "1\n2"}, ["it is wrong", "  allowed  1\\n2"]),
    ],
)
def test_each_fact_has_a_line(facts, lines):
    """The lines are aligned and in the given order; no text of a fact makes a line of its own."""
    assert facts_text("it is wrong", **facts).split("\n") == lines

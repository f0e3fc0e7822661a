"""Tests of: no regular expression of ours takes longer than the text that it is held against."""

import pytest

from contracts.fuzz.schemathesis.backtracking import is_linear
from tests.architecture.regular_expressions import expressions

_POSSESSIVE = "its repetitions are possessive: what they took they never give back"
_FROM_DOCUMENT = "it is made of a path template, and has tests of its own in its module's tests"

_LOOKS_AHEAD = "it begins with a separator, and what it looks ahead at has none"
ACCEPTED = {
    "openapi/json/parsing.py: _BRACKETS_AND_STRINGS": _POSSESSIVE,
    "mock_server/http/preferences.py: _MEMBER": _POSSESSIVE,
    "mock_server/http/preferences.py: _SECTION": _POSSESSIVE,
    "mock_server/journal/redaction.py: _JSON_TEXT": _POSSESSIVE,
    "mock_server/journal/redaction.py: b'(\"(?:%b)\"\\\\s*+:\\\\s*+)' % names + _JSON_VALUE": (
        _POSSESSIVE
    ),
    "openapi/parameters/deserialization.py: pattern": (
        "an escaped name and one class: nothing to share out"
    ),
    "openapi/routing.py: '/'.join(map(_segment_pattern, template.split('/')))": _FROM_DOCUMENT,
    "mock_server/journal/near_misses.py: text": _FROM_DOCUMENT,
    "openapi/rules/evaluation.py: f'(?<![.\\\\w]){name}\\\\b'": "a word and no repetition",
    "openapi/rules/compilation.py: _SYNTAX_ERROR": (
        "what is lazy in it always ends at the end of a line"
    ),
    "mock_server/journal/criteria.py: translate(text.replace('[', '[[]').replace('?', '[?]'))": (
        "fnmatch puts every star but the last into a group that gives nothing back"
    ),
    "contracts/cli/options.py: f'{re.escape(os.pathsep)}(?!//)(?![0-9]+/)'": _LOOKS_AHEAD,
    "mock_server/cli/options.py: f'{re.escape(os.pathsep)}(?!//)(?![0-9]+/)'": _LOOKS_AHEAD,
    "mock_server/answers/date_rebasing.py: _SPELLING": "it is held against date-times only",
    "mock_server/scenarios/templates/durations.py: _PART": (
        "it is held against what _DURATION matches only"
    ),
}
"""Expressions that are read as slow, or cannot be read, each with the reason why it is not slow."""

EVERY = list(expressions())
JUDGED = [one for one in EVERY if one.key not in ACCEPTED]


@pytest.mark.parametrize("one", JUDGED, ids=lambda one: one.key)
def test_an_expression_is_linear(one):
    """A header or a body of a stranger must not stop whoever reads it."""
    assert one.pattern is not None, "it is put together when the program runs: say why it is fast"

    slow = [way for way in one.ways if not is_linear(one.pattern, one.flags, way=way)]

    assert not slow, f"{one.pattern!r} can share out one text in several ways"


def test_every_accepted_expression_is_there_and_needs_it():
    """A list of exceptions that only grows says nothing any more."""
    by_key = {one.key: one for one in EVERY}

    assert set(ACCEPTED) <= set(by_key)
    assert [
        key
        for key in ACCEPTED
        if by_key[key].pattern is not None
        and all(is_linear(by_key[key].pattern, by_key[key].flags, way=w) for w in by_key[key].ways)
    ] == []


def test_expressions_are_found_in_all_packages():
    """A test of nothing would be green."""
    assert {one.module.split("/")[0] for one in EVERY} == {"contracts", "openapi", "mock_server"}

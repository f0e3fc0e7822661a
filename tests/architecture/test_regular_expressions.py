"""Every regular expression of the packages takes linear time."""

import pytest

from tests.architecture.linear_expressions import is_linear
from tests.architecture.regular_expressions import expressions

_POSSESSIVE = "its repetitions are possessive: what they took they never give back"
_NOTHING_FOLLOWS = "nothing follows the repetition that could fail: what it took is the match"
_ONE_LINE = "it begins at the start of a line only, and neighbouring parts share no character"

ACCEPTED = {
    "openapi/json/parsing.py: _BRACKETS_AND_STRINGS": _POSSESSIVE,
    "mock_server/http/preferences.py: _MEMBER": _POSSESSIVE,
    "mock_server/http/preferences.py: _SECTION": _POSSESSIVE,
    "mock_server/journal/redaction.py: _JSON_TEXT": _POSSESSIVE,
    "mock_server/journal/redaction.py: _JSON_WHOLE_VALUE": _POSSESSIVE,
    "contracts/http/messages/masking.py: _MEMBER": _POSSESSIVE,
    "openapi/text/escapes.py: _ANY": _NOTHING_FOLLOWS,
    "openapi/text/escapes.py: '(?:%[0-9A-Fa-f]{2})+'": _NOTHING_FOLLOWS,
    "contracts/http/messages/outgoing.py: _REQUEST_LINE": _ONE_LINE,
    "openapi/rules/cost.py: _TEXT": "an open quote takes all of the rest, so there is one of them",
    "openapi/rules/evaluation.py: f'(?<![.\\\\w]){name}\\\\b'": "a word and no repetition",
    "openapi/rules/compilation.py: _SYNTAX_ERROR": (
        "what is lazy in it always ends at the end of a line"
    ),
    "mock_server/journal/criteria.py: translate(text.replace('[', '[[]').replace('?', '[?]'))": (
        "fnmatch puts every star but the last into a group that gives nothing back"
    ),
    "mock_server/answers/date_rebasing.py: _SPELLING": "it is held against date-times only",
}
"""Expressions that are read as slow, or cannot be read, each with the reason why it is not slow."""


def test_every_expression_is_linear():
    """No header and no body of another program can block its reader."""
    judged = [one for one in expressions() if one.key not in ACCEPTED]

    assert [one.key for one in judged if not is_known_to_be_linear(one)] == []


def is_known_to_be_linear(one):
    """Whether a text can be matched in one way only; unknown for an expression made at run time."""
    return one.pattern is not None and all(
        is_linear(one.pattern, one.flags, way=way) for way in one.ways
    )


def test_every_accepted_expression_is_there_and_needs_it():
    """The list of exceptions has no obsolete entry."""
    by_key = {one.key: one for one in expressions()}

    assert set(ACCEPTED) <= set(by_key)
    assert [
        key
        for key in ACCEPTED
        if by_key[key].pattern is not None
        and all(is_linear(by_key[key].pattern, by_key[key].flags, way=w) for w in by_key[key].ways)
    ] == []


def test_expressions_are_found_in_all_packages():
    """The tests above do not pass on an empty list."""
    assert {one.module.split("/")[0] for one in expressions()} == {
        "contracts",
        "openapi",
        "mock_server",
        "specimen_entry",
    }


@pytest.mark.parametrize(
    ("pattern", "way", "linear"),
    [
        (r"\bat \w+\([^)]*\) in x", "search", False),
        (r"\bat \w{1,200}\([^()]{0,300}\) in x", "search", True),
        ("a*a*b", "fullmatch", False),
        (r"\s+$", "search", False),
        (r"^\s+$", "search", True),
        ("a+", "search", True),
        (".*b", "match", True),
        (".*b", "search", False),
    ],
)
def test_loops_in_a_row_are_seen(pattern, way, linear):
    """A search begins at every place, which is a loop before the first one."""
    assert is_linear(pattern, way=way) is linear

"""The parser of patterns."""

import pytest

from openapi.schema.generation.patterns.regular_expressions import (
    Characters,
    Repeat,
    Sequence,
    parse_pattern,
)


def test_a_pattern_is_a_tree():
    """A brace that is no count is a character."""
    assert parse_pattern("^a{2,3}{$") == Sequence(
        (Sequence(()), Repeat(Characters("a"), 2, 3), Characters("{"), Sequence(()))
    )


@pytest.mark.parametrize("pattern", ["[", "(", ")", "*", "(?x", "\\", "\\u{}", "(" * 99])
def test_a_broken_pattern_is_refused(pattern):
    """Every mistake is the same kind of error."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_pattern(pattern)

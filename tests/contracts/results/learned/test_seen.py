"""Tests of what is kept of the exchanges of one operation."""

from collections import Counter

from contracts.results.learned.rows import ObservedRows
from contracts.results.learned.seen import Scheme, Seen, SeenExample


def example(value):
    """Return an example with this value."""
    return SeenExample(value=value, media_type="application/json", source="entry 1")


def test_two_path_keys_of_one_template_are_one_operation():
    """Counts are added, objects and examples are gathered; of two examples the first stays."""
    scheme = Scheme(kind="http", place="header", name="basic")
    one = Seen(answers={(200, "a"): example(1)}, schemes=Counter({scheme: 2}), accepted=2)
    one.rows = {200: {(): ObservedRows(rows={(("id", 1),): 1}, answers=1)}}
    other = Seen(answers={(200, "a"): example(2), (404, "a"): example(3)}, accepted=1)
    other.schemes = Counter({scheme: 1})
    other.rows = {200: {(): ObservedRows(rows={(("id", 2),): 2}, answers=1, is_whole=False)}}
    one.take(other)

    assert {key: each.value for key, each in one.answers.items()} == {
        (200, "a"): 1,
        (404, "a"): 3,
    }
    assert one.schemes == {scheme: 3}
    assert one.accepted == 3
    assert one.rows[200][()] == ObservedRows(
        rows={(("id", 1),): 1, (("id", 2),): 2}, answers=2, is_whole=False
    )

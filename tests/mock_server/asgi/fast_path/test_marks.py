"""What came before, and what did not."""

from mock_server.asgi.fast_path.marks import Marks


def test_what_comes_twice_is_seen():
    """At the second time, and from then on; another value is not."""
    marks = Marks(8)

    assert [marks.was_seen_before(each) for each in (1, 1, 2, 1)] == [
        False,
        True,
        False,
        True,
    ]


def test_flood_needs_no_memory_and_is_never_taken_for_what_came():
    """Values that come once take each other's places; none is said to have come before."""
    marks = Marks(4)

    assert not any(marks.was_seen_before(number) for number in range(1, 1000))

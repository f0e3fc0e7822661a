"""The choices of all workers."""

from mock_server.server.workers.parent.choices import Choices
from mock_server.sessions.stores.store import Swap


def put(choices, owner, field, value, expected=None):
    """Write one value."""
    return choices.swap(owner, {field: Swap(expected=expected, value=value)})


def test_a_value_is_written_if_it_is_the_expected_one():
    """Of two workers that change a value at once, the second learns what the first wrote."""
    choices = Choices()

    assert put(choices, "session:a", "clock", b"1") is None
    assert put(choices, "session:a", "clock", b"2") == {"clock": b"1"}
    assert put(choices, "session:a", "clock", b"2", b"1") is None
    assert choices.fields("session:a") == {"clock": b"2"}


def test_all_fields_are_written_or_none():
    """A change of several values is one change."""
    choices = Choices()
    put(choices, "a", "x", b"1")
    swaps = {"x": Swap(expected=None, value=b"2"), "y": Swap(expected=None, value=b"2")}

    assert choices.swap("a", swaps) == {"x": b"1"}
    assert choices.fields("a") == {"x": b"1"}


def test_owners_and_bytes_are_bounded():
    """The owner that was changed least recently goes first; sizes are right again then."""
    choices = Choices(max_owners=2, max_bytes=10_000)
    put(choices, "a", "x", b"1")
    put(choices, "b", "x", b"1")
    put(choices, "a", "x", b"2", b"1")
    put(choices, "c", "x", b"1")
    assert choices.owners() == ("a", "c")
    put(choices, "c", "x", b"1" * 9_900, b"1")

    assert choices.owners() == ("c",)
    put(choices, "c", "x", b"", b"1" * 9_900)
    assert choices.size < 1000


def test_an_unknown_owner_has_nothing():
    """It is not created by asking."""
    choices = Choices()

    assert choices.fields("a") == {}
    assert put(choices, "a", "x", b"1", b"0") == {}
    assert choices.owners() == ()

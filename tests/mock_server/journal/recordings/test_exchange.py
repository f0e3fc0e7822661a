"""An exchange as it is recorded."""

from mock_server.journal.recordings.exchange import value_of
from tests.mock_server.recorded import exchange


def test_the_first_value_of_a_header_counts():
    """A missing header is an empty text."""
    headers = ((b"a", b"1"), (b"a", b"2"))

    assert (value_of(headers, b"a"), value_of(headers, b"b")) == ("1", "")


def test_the_size_grows_with_the_bodies():
    """So the bound on what waits to be written holds."""
    assert exchange(answer=b"x" * 1000).size - exchange(answer=b"").size == 1000

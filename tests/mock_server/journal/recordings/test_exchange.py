"""An exchange as it is recorded."""

import gzip
import zlib

import pytest

from mock_server.journal.recordings.exchange import allowed_codings, decoded, value_of
from tests.mock_server.recorded import exchange


def test_the_first_value_of_a_header_counts():
    """A missing header is an empty text."""
    headers = ((b"a", b"1"), (b"a", b"2"))

    assert (value_of(headers, b"a"), value_of(headers, b"b")) == ("1", "")


def test_the_size_grows_with_the_bodies():
    """So the bound on what waits to be written holds."""
    assert exchange(answer=b"x" * 1000).size - exchange(answer=b"").size == 1000


@pytest.mark.parametrize(
    ("body", "coding", "found"),
    [
        (b"text", "", (b"text", True)),
        (b"text", "Identity", (b"text", True)),
        (gzip.compress(b"text", mtime=0), "gzip", (b"text", True)),
        (zlib.compress(b"text"), "deflate", (b"text", True)),
        (b"text", "gzip", None),
        (b"text", "br", None),
        (b"text" * 100, "", (b"text" * 25, False)),
        (gzip.compress(b"text" * 1000, mtime=0), "gzip", (b"text" * 25, False)),
    ],
)
def test_a_body_is_decoded_up_to_a_size(body, coding, found):
    """A bomb costs no more than the bound; what cannot be decoded is None."""
    assert decoded(body, coding, 100) == found


@pytest.mark.parametrize(
    ("sent", "allowed"),
    [
        (b"gzip, deflate, br, zstd", b"gzip, deflate"),
        (b"br;q=1.0, gzip;q=0.8, *;q=0.1", b"gzip;q=0.8"),
        (b"br", b"identity"),
        (b"", b"identity"),
    ],
)
def test_only_codings_that_can_be_decoded_are_asked_for(sent, allowed):
    """Otherwise a browser's recording would have no body at all."""
    assert allowed_codings(sent) == allowed

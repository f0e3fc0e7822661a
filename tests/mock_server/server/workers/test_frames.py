"""The messages between the parent and a worker."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.server.workers.frames import (
    MAX_PAYLOAD,
    FrameError,
    FrameKind,
    FrameReader,
    frame,
    pack,
    present,
    unpack,
)

VALUES = st.lists(st.none() | st.binary(max_size=50), max_size=5)


@given(
    frames=st.lists(st.tuples(st.sampled_from(FrameKind), VALUES), max_size=5),
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=10),
)
def test_frames_arrive_as_they_were_sent_however_the_stream_is_cut(frames, sizes):
    """The stream may come in pieces of any size."""
    stream = b"".join(frame(kind, pack(values)) for kind, values in frames)
    reader, found, at = FrameReader(), [], 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        found += [(kind, unpack(data)) for kind, data in reader.feed(stream[at : at + size])]
        at += size

    assert found == frames


@pytest.mark.parametrize(
    "stream",
    [b"\xff\xff\xff\xff\x01", (MAX_PAYLOAD + 1).to_bytes(4, "big") + b"\x01", b"\0\0\0\0\x63"],
)
def test_a_stream_of_something_else_is_an_error_at_once(stream):
    """An impossible length is not waited for, and an unknown kind is not ignored."""
    with pytest.raises(FrameError):
        [*FrameReader().feed(stream)]


@given(st.binary(max_size=40))
def test_values_are_read_or_refused(payload):
    """Any bytes are either values or an error."""
    try:
        values = unpack(payload)
    except FrameError:
        return
    assert pack(values) == payload


def test_what_is_too_long_is_not_sent():
    """The other side would refuse it, and end the connection."""
    with pytest.raises(FrameError, match="at most"):
        frame(FrameKind.CALL, b"x" * (MAX_PAYLOAD + 1))


def test_a_missing_value_is_found():
    """Where a value must be present, a missing one is an error."""
    assert present([b"a", b""]) == [b"a", b""]
    with pytest.raises(FrameError):
        present([b"a", None])

"""Tests of reading bodies within bounds."""

from contracts.http.messages.bodies import BodyReader
from contracts.observations.observer import Observer
from tests.contracts.shop import SHOP, exchange


def test_what_is_kept_is_bounded():
    """Of a thousand bodies only the latest are kept, and each can be read again."""
    reader = BodyReader(most=1000)
    bodies = [b'[%d, "%s"]' % (n, b"x" * 90) for n in range(1000)]

    values = [reader.read(body)[0] for body in bodies]

    assert [value[0] for value in values] == list(range(1000))
    assert reader.read(bodies[-1])[0] is values[-1]
    assert reader.read(bodies[0])[0] == values[0]
    assert reader.read(bodies[0])[0] is not values[0]


def test_a_body_beyond_the_bound_is_read():
    """It alone is kept until another comes."""
    reader = BodyReader(most=3)

    long, _ = reader.read(b"[1,2,3]")

    assert long == [1, 2, 3]
    assert reader.read(b"[1,2,3]")[0] is long
    assert reader.read(b"[4]") == ([4], None)
    assert reader.read(b"[1,2,3]")[0] is not long


def test_equal_bodies_share_their_values():
    """The same list on every page is one list."""
    reader = BodyReader()

    assert reader.read(b"[1]")[0] is reader.read(bytes(bytearray(b"[1]")))[0]


def test_what_is_no_json_is_said_each_time():
    """The reason is kept, too."""
    reader = BodyReader()
    reasons = {reader.read(b"{")[1].reason for _ in range(2)}

    assert len(reasons) == 1


def test_observations_of_one_api_share_a_reader():
    """So the bound is one for all of them."""
    observer = Observer(SHOP)
    one, other = observer.observe(exchange()), observer.observe(exchange(number=2))

    assert one.reader is other.reader
    assert one.body is other.body

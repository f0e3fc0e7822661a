"""Bodies on their way through the proxy."""

import asyncio

import pytest

from mock_server.asgi.proxy.bodies import ClientGoneError, IncomingBody, read_up_to


def body_of(*pieces, is_cut=False):
    """Return a body that arrives in pieces."""
    messages = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    if not is_cut:
        messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return IncomingBody(receive)


async def joined(body):
    """Return the whole body in one piece."""
    return b"".join([piece async for piece in body.all()])


@pytest.mark.parametrize("max_bytes", [0, 2, 3, 100])
def test_no_byte_is_lost_or_repeated(max_bytes):
    """What was kept for judging is sent on, and the rest behind it."""

    async def read():
        body = body_of(b"abc", b"de", b"f")
        await body.read(max_bytes)
        return body.is_whole, await joined(body)

    assert asyncio.run(read()) == (max_bytes == 100, b"abcdef")


def test_another_application_receives_it_again():
    """The mock reads the same body if it has to answer."""

    async def read():
        body = body_of(b"abc", b"de")
        await body.read(2)
        messages = [await body.receive() for _ in range(3)]
        return [(each["body"], each["more_body"]) for each in messages]

    assert asyncio.run(read()) == [(b"abc", True), (b"de", True), (b"", False)]


def test_a_client_that_goes_is_known():
    """Half a body is never sent as a whole one."""
    with pytest.raises(ClientGoneError):
        asyncio.run(body_of(b"abc", is_cut=True).read(100))


def test_a_long_response_is_kept_in_part():
    """The rest is left in the iterator."""

    async def pieces():
        for each in (b"ab", b"cd", b"ef"):
            yield each

    async def read():
        source = pieces()
        kept, is_whole = await read_up_to(source, 3)
        return kept, is_whole, [each async for each in source]

    assert asyncio.run(read()) == ([b"ab", b"cd"], False, [b"ef"])

"""A header that is added on the way."""

import asyncio

from mock_server.asgi.middleware.header_adding import HeaderAdding


def test_the_beginning_has_one_more_header():
    """The body passes as it is."""
    sent = []

    async def send(message):
        sent.append(message)

    async def run():
        adding = HeaderAdding(send, b"x-mark", b"1")
        await adding({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await adding({"type": "http.response.body", "body": b"x"})

    asyncio.run(run())
    assert sent[0]["headers"] == [(b"a", b"b"), (b"x-mark", b"1")]
    assert sent[1] == {"type": "http.response.body", "body": b"x"}

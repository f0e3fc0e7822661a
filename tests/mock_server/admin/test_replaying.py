"""A replay of a recorded request."""

import asyncio

import pytest

from mock_server.admin.replaying import Replay, replayed_scope
from mock_server.http.problems import ConnectionTorn, ToolProblem
from tests.mock_server.observed import entry

JOBS = "/subscriptions/imports"


def test_same_bytes_are_sent_again(packaged):
    """Method, raw path, query and headers are those of the request."""
    recorded = entry(
        packaged, f"{JOBS}?page%5Blimit%5D=1", ("Accept", "*/*"), ("X-Odd", "\xff"), method="PUT"
    )
    scope = replayed_scope(recorded)

    assert (scope["method"], scope["raw_path"]) == ("PUT", JOBS.encode())
    assert scope["query_string"] == b"page%5Blimit%5D=1"
    assert scope["headers"] == [(b"accept", b"*/*"), (b"x-odd", b"\xff")]


def test_session_in_the_path_is_kept(packaged):
    """A session that the path names is that of the replay."""
    recorded = entry(packaged, "/a%2Fb%ff")._replace(prefix="/__session/tab-1")
    scope = replayed_scope(recorded)

    assert scope["raw_path"] == b"/__session/tab-1/a%2Fb%ff"
    assert scope["path"] == "/__session/tab-1/a/b\ufffd"


def test_length_is_that_of_the_body_without_secrets(packaged):
    """A body in which a secret was replaced has another length, and no other framing."""
    body = b'{"password":"s3cret"}'
    recorded = entry(
        packaged, JOBS, ("Content-Length", "21"), ("Transfer-Encoding", "chunked"), body=body
    )
    lengths = [value for name, value in replayed_scope(recorded)["headers"]]

    assert lengths == [str(len(recorded.body)).encode()]


@pytest.mark.parametrize(("status", "sent"), [(200, b"Bearer t0ken"), (401, b"[redacted]")])
def test_required_token_is_sent_where_one_was_accepted(packaged, status, sent):
    """A request that had the token is answered again, one that was refused without it is not."""
    recorded = entry(packaged, f"{JOBS}?api_key=x", ("Authorization", "Bearer x"), status=status)
    scope = replayed_scope(recorded, "t0ken")

    assert scope["headers"] == [(b"authorization", sent)]
    assert (b"t0ken" in scope["query_string"]) == (status == 200)


def test_without_a_required_token_none_is_sent(packaged):
    """Secrets stay removed where the mock asks for none."""
    recorded = entry(packaged, JOBS, ("Authorization", "Bearer x"))

    assert replayed_scope(recorded)["headers"] == [(b"authorization", b"[redacted]")]


def test_body_is_sent_once_and_the_client_stays(packaged):
    """The application gets the whole body, and no word that the client has left."""
    got = []

    async def app(_, receive, send):
        got.append(await receive())
        await send({"type": "http.response.start"})
        await asyncio.wait_for(receive(), 0.01)

    recorded = entry(packaged, JOBS, body=b"{}")
    asyncio.run(Replay(app=app).run(recorded))

    assert got == [{"type": "http.request", "body": b"{}", "more_body": False}]


@pytest.mark.parametrize("error", [ConnectionTorn(), None], ids=["torn", "endless"])
def test_fault_ends_a_replay(packaged, error):
    """A connection that a fault breaks, or an answer that never comes, is no failure."""

    async def app(*_):
        if error is not None:
            raise error
        await asyncio.Event().wait()

    asyncio.run(Replay(app=app, seconds=0.01).run(entry(packaged, JOBS)))


def test_request_that_was_not_kept_whole_is_not_sent(packaged):
    """Half a body is not sent as if it were the request."""
    recorded = entry(packaged, JOBS, body=b"{}")._replace(body_size=9)

    with pytest.raises(ToolProblem, match="not kept its whole body"):
        asyncio.run(Replay(app=None).run(recorded))

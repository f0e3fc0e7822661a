"""Answers are compared with those that cases state."""

from tests.acceptance.cases import cases
from tests.benchmarks.peers.comparison import difference, read_message
from tests.mock_server.asgi_client import Answer

EXPECTED = read_message("HTTP/1.1 200 OK\ncontent-type: application/json\nnonce: a\n\n{}\n")


def answer(status=200, media_type="application/json; charset=utf-8", body=b"{ }", **headers):
    """Return what a mock answers."""
    pairs = {"content-type": media_type, "nonce": "b"} | headers
    return Answer(status=status, headers=tuple(pairs.items()), body=body)


def test_the_same_answer_has_no_difference():
    """JSON is compared by value; of other headers only the media type is."""
    assert difference(EXPECTED, answer(), has_body=True) == ""


@cases(
    "found, message",
    {
        "status": (answer(201), "200 expected, 201 found"),
        "media type": (
            answer(media_type="text/csv"),
            "application/json expected, text/csv found",
        ),
        "body": (answer(body=b"[]"), "{} expected, [] found"),
        "no body": (answer(body=b""), "{} expected, no body found"),
        "header": (
            Answer(status=200, headers=(("content-type", "application/json"),), body=b"{}"),
            "nonce expected, not found",
        ),
    },
)
def test_a_difference_is_named(found, message):
    """The first difference is named, with what was expected and what was found."""
    assert difference(EXPECTED, found, has_body=True) == message


def test_a_body_that_is_not_stated_is_not_compared():
    """A case may say that any body will do."""
    assert difference(EXPECTED, answer(body=b"[]"), has_body=False) == ""


def test_problems_have_their_own_words():
    """A problem is compared by its status; a body of the document is not taken for one."""
    problem = answer(400, "application/problem+json", b'{"type": "urn:a"}')
    stated = read_message('HTTP/1.1 400 Bad Request\n\n{"type":"https://example.com"}')
    documented = read_message('HTTP/1.1 400 Bad Request\n\n{"code":7}')

    assert difference(stated, problem, has_body=True) == ""
    assert difference(documented, problem, has_body=True) != ""


def test_interim_responses_are_left_out():
    """The answer is the message after `100 Continue`."""
    message = read_message("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nA: b\r\n\r\nok")

    assert (message.status, message.headers, message.body) == (201, {"a": "b"}, "ok")

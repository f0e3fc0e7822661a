"""A plan is the sequence of events of one answer."""

from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged
from mock_server.http.responses import prepare_response

ANSWER = prepare_response(200, media_type="application/json", body=b"{}")


def test_unchanged_answer_is_plain():
    """ASGI alone can send an unchanged answer."""
    plan = unchanged(ANSWER)

    assert plan.is_plain
    assert plan.body == b"{}"


def test_closed_and_raw_plans_are_not_plain():
    """A closed connection and raw bytes need an extension of the server."""
    closed = ResponsePlan(answer=ANSWER, ending=ConnectionEnding.CLOSE)
    raw = ResponsePlan(answer=None, raw=b"?")

    assert not closed.is_plain
    assert not raw.is_plain


def test_delays_add_up():
    """A plan that is delayed twice waits for both."""
    plan = unchanged(ANSWER).delayed(1.0).delayed(0.5)

    assert plan.delay_seconds == 1.5


def test_body_is_that_of_the_pieces():
    """The body of a plan is the sent one, which may differ from the answer's."""
    plan = ResponsePlan(answer=ANSWER, chunks=(Chunk(data=b"{"),))

    assert plan.body == b"{"

"""Plans: what is to happen on the wire."""

from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged
from mock_server.http.responses import prepare_response

ANSWER = prepare_response(200, media_type="application/json", body=b"{}")


def test_whole_answer_is_plain():
    """An answer as it is needs nothing that ASGI does not have."""
    plan = unchanged(ANSWER)

    assert plan.is_plain
    assert plan.body == b"{}"


def test_torn_and_raw_plans_are_not_plain():
    """Torn connections and raw bytes need the server's help."""
    closed = ResponsePlan(answer=ANSWER, ending=ConnectionEnding.CLOSE)
    raw = ResponsePlan(answer=None, raw=b"?")

    assert not closed.is_plain
    assert not raw.is_plain


def test_delays_add_up():
    """A plan that is delayed twice waits for both."""
    plan = unchanged(ANSWER).delayed(1.0).delayed(0.5)

    assert plan.delay_seconds == 1.5


def test_body_is_what_the_pieces_hold():
    """The body of a plan is what is sent, not what is promised."""
    plan = ResponsePlan(answer=ANSWER, chunks=(Chunk(data=b"{"),))

    assert plan.body == b"{"

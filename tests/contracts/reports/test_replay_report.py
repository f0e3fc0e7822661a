"""Tests of the result of a replay."""

from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.reports.replay_report import as_document, as_text
from contracts.witnesses.replay_rounds import ReplayResult, ReplayStatus
from tests.contracts.shop import exchange
from tests.contracts.witnesses.test_witness import WITNESS

STEPS = redact_exchanges([exchange(failure="no answer within 10 s")], Redactor())


def test_people_read_what_was_sent_and_why():
    """Every request with its answer, then the result with its reason."""
    done = ReplayResult(status=ReplayStatus.UNKNOWN, reason="it is so", steps=STEPS, rounds=3)

    assert as_text(WITNESS, done) == (
        "  1  GET /v1/orders/7  no answer (no answer within 10 s), 0 ms\n"
        "cannot be said  schema 0123456789ab (sent 3 times): it is so"
    )


def test_programs_read_the_same():
    """The document has a version, and the result as a word and an exit code."""
    done = ReplayResult(status=ReplayStatus.STILL_THERE, reason="it is so", steps=STEPS, rounds=1)

    document = as_document(WITNESS, done)

    assert (document["version"], document["fate"], document["exit_code"]) == (1, "still there", 1)
    assert document["exchanges"][0]["failure"] == "no answer within 10 s"

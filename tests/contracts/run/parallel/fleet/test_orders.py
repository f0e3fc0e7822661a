"""What travels through the queue."""

import json
from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.run.parallel.fleet.orders import (
    Command,
    RefusedByWorkerError,
    TaskOutcome,
    answer_from_json,
    answer_to_json,
    digests_of,
    order_from_json,
    order_to_json,
    refuse_other_documents,
)
from contracts.run.parallel.units import Share
from tests.contracts.run.parallel.fleet.made_fleet import result, units

[UNIT, *_] = units(1)
COMMAND = Command(
    run="r", name="check", words=("--strict", "--", "http://a"), documents={"a.yaml": "1"}
)


def test_order_is_read_as_it_was_written():
    """A worker does what the run has asked for."""
    share = Share(requests=7, received_bytes=8, elapsed=1.5)
    document = json.loads(json.dumps(order_to_json(COMMAND, UNIT, share)))

    assert order_from_json(document) == (COMMAND, UNIT, share)


@pytest.mark.parametrize(
    "answer",
    [result("t", UNIT), TaskOutcome(task="t", refusal="no"), TaskOutcome(task="t", failure="no")],
)
def test_answer_is_read_as_it_was_written(answer):
    """A run gets what its worker has found, or why it has found nothing."""
    document = json.loads(json.dumps(answer_to_json(answer)))
    found = answer_from_json(document)

    assert replace(found, partial=None) == replace(answer, partial=None)
    assert (found.partial is None) == (answer.partial is None)


def test_other_release_is_refused():
    """Workers of another release are named as such, and not misunderstood."""
    document = order_to_json(COMMAND, UNIT, Share())

    with pytest.raises(OptionError, match="the same release"):
        order_from_json({**document, "version": 2})
    with pytest.raises(OptionError, match="the same release"):
        answer_from_json({**answer_to_json(TaskOutcome(task="t")), "version": 2})


def test_documents_are_compared_by_their_text():
    """The same text is accepted; another text, one more or one less is refused by its name."""
    expected = digests_of({"a.yaml": "one", "b.yaml": "two"})

    refuse_other_documents(expected, digests_of({"b.yaml": "two", "a.yaml": "one"}))
    for other in ({"a.yaml": "one", "b.yaml": "2"}, {"a.yaml": "one"}):
        with pytest.raises(OptionError, match=r"b\.yaml"):
            refuse_other_documents(expected, digests_of(other))


def test_a_workers_own_message_keeps_its_lines():
    """Which worker, which server it may not call and what to do are lines, without escapes."""
    own = str(OptionError("the worker may not call this server", found="http://b", hint="end it"))

    assert str(RefusedByWorkerError("there:7", own)).splitlines() == [
        "a worker of the fleet cannot do its part",
        "  where    worker there:7",
        "  the worker may not call this server",
        "    found    http://b",
        "    hint     end it",
    ]


def test_a_hostile_message_is_short_and_moves_no_cursor():
    """A client of the Redis server cannot fill the terminal, nor write over what is there."""
    shown = str(RefusedByWorkerError("", "\x1b[2J" + "x" * 10_000 + "\n" * 10_000))

    assert "\x1b" not in shown
    assert len(shown) < 1_000

"""Tests of the worker's end of the pipe, with the other end in the same process."""

import threading
from multiprocessing import Pipe

import pytest

from contracts.errors import OptionError
from contracts.http.client.transport import BudgetExhausted
from contracts.results.report import Report
from contracts.run.dry_run import InstantClock
from contracts.run.parallel.link import (
    Ask,
    Begin,
    Done,
    Failed,
    Halt,
    Known,
    Silence,
    Turns,
    WorkerLink,
)
from contracts.run.parallel.units import Partial, Share, Unit, partial_from_json, unit_to_json
from contracts.run.progress import Step

UNIT = Unit(number=1, api="a", operations=("o",))


@pytest.fixture
def ends():
    """Return the other end, and the link of the worker."""
    ours, theirs = Pipe()
    yield ours, WorkerLink(theirs, InstantClock())
    ours.close()
    theirs.close()


def done(unit, share):
    """Return a result."""
    del share
    return Partial(number=unit.number, report=Report(targets={}, profile="ci", seed=1))


def test_a_worker_does_units_until_there_are_no_more(ends):
    """Each unit is answered with its result; turns that an interrupt left are passed over."""
    ours, link = ends
    ours.send(Turns(1, 0.0, 0.0))
    ours.send(Begin(unit_to_json(UNIT, Share())))
    ours.send(None)
    link.serve(done)

    message = ours.recv()
    assert isinstance(message, Done)
    assert partial_from_json(message.partial).number == 1


def test_an_error_of_a_unit_is_reported_with_its_facts(ends):
    """A report that cannot be written ends the command as in one process."""
    ours, link = ends

    def refuse(*_):
        raise OptionError("no", where="there", hint="do this")

    ours.send(Begin(unit_to_json(UNIT, Share())))
    ours.send(None)
    link.serve(refuse)

    message = ours.recv()
    assert isinstance(message, Failed)
    assert "do this" in str(message.error)


def test_turns_are_spaced_as_they_were_given(ends):
    """A worker waits for the first turn and between turns, and then asks again."""
    ours, link = ends
    ours.send(Turns(3, 0.5, 0.25))
    ours.send(Turns(1, 2.0, 0.25))

    assert [link.pace() for _ in range(4)] == [0.5, 0.75, 1.0, 2.0]
    assert [ours.recv(), ours.recv()] == [Ask(0), Ask(3)]


def test_a_worker_whose_run_is_gone_sends_nothing_more():
    """A killed command leaves no worker behind that goes on sending."""
    ours, theirs = Pipe()
    ours.close()
    link = WorkerLink(theirs, InstantClock())

    with pytest.raises(BudgetExhausted, match="gone"):
        link.pace()
    link.serve(done)
    theirs.close()


def test_a_worker_is_stopped_with_the_reason_that_another_one_has_found(ends):
    """A server that fails is left alone by all."""
    ours, link = ends
    ours.send(Halt("it is gone"))

    with pytest.raises(BudgetExhausted, match="it is gone"):
        link.pace()


def test_a_worker_asks_whether_a_silent_server_is_known(ends):
    """Turns that an interrupt left in the pipe are passed over; a lost run knows nothing."""
    ours, link = ends
    ours.send(Turns(1, 0.0, 0.0))
    ours.send(Known(is_known=True))

    assert link.silence("http://a", "no answer")
    assert ours.recv() == Silence("http://a", "no answer")
    ours.close()
    assert not link.silence("http://a", "no answer")


def test_the_end_of_the_run_ends_the_sending(ends):
    """A worker that asks and is ended gets no turn."""
    ours, link = ends
    ours.send(None)

    with pytest.raises(BudgetExhausted, match="over"):
        link.pace()


def test_steps_are_shown_from_any_thread(ends):
    """A message of another thread is whole."""
    ours, link = ends
    step = Step(done=0, total=1, text="o")
    thread = threading.Thread(target=link.step, args=(step,))
    thread.start()
    thread.join()

    assert ours.recv() == step

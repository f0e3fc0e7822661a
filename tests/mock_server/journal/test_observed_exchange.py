"""What is seen of one exchange while it happens."""

from mock_server.journal.observed_exchange import (
    ObservedExchange,
    attach_observation,
    observation_of,
)


def test_slate_goes_along_with_the_request():
    """What an inner layer notes is there for the outer one, although the scope was copied."""
    scope = {"type": "http"}
    seen = ObservedExchange(12.0)
    attach_observation(scope, seen)
    observation_of({**scope}).scenario = "api/name"

    assert seen.scenario == "api/name"


def test_layers_can_note_although_nobody_looks_on():
    """Without an onlooker a layer gets a slate of its own, which nobody reads."""
    scope = {"type": "http"}
    observation_of(scope).scenario = "api/name"

    assert observation_of(scope).scenario == ""


def test_first_fault_gives_the_name():
    """Of several faults that fire for one request, the first is noted."""
    seen = ObservedExchange(0.0)
    seen.note_fault("delay")
    seen.note_fault("reset")

    assert seen.fault == "delay"

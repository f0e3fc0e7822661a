"""Faults as values."""

from dataclasses import replace

import pytest

from mock_server.errors import MockServerError
from mock_server.faults.model.fault import Fault, FaultError, Kind, Setting
from mock_server.faults.model.response_plan import unchanged
from tests.mock_server.faults.exchanges import exchange_of

SECONDS = Setting(name="seconds", summary="how long", default=2, minimum=0, maximum=9)
FAULT = Fault(
    id="late",
    kind=Kind.TRANSPORT,
    summary="Late.",
    apply=lambda exchange, settings: unchanged(exchange.answer).delayed(settings["seconds"]),
    settings=(SECONDS,),
)


def test_settings_have_defaults(placewise):
    """A fault gets every setting, the ones that are not given as they are by default."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert FAULT.plan(exchange).delay_seconds == 2
    assert FAULT.plan(exchange, {"seconds": 5}).delay_seconds == 5


@pytest.mark.parametrize("whose", [{"api": "other"}, {"operation": "other"}])
def test_fault_leaves_other_operations_alone(placewise, whose):
    """What belongs to one operation is not done to another."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert replace(FAULT, **whose).plan(exchange) is None


def test_setting_says_what_is_allowed():
    """The words for a setting's range fit whole numbers and others."""
    whole_number = replace(SECONDS, is_whole=True)

    assert SECONDS.allowed == "a number from 0 to 9"
    assert whole_number.allowed == "a whole number from 0 to 9"


def test_error_has_four_parts():
    """What is wrong with the nearest name, what was found, what is allowed, what to do."""
    error = FaultError("no fault 'dealy'", found="dealy", available=("delay", "reset"))

    assert isinstance(error, MockServerError)
    assert str(error) == (
        "no fault 'dealy'; did you mean 'delay'?\n"
        "  found    dealy\n"
        "  allowed  delay, reset\n"
        "  hint     list the faults with `mock-server faults`"
    )


def test_long_lists_are_cut():
    """Of many names a dozen are shown, and how many more there are."""
    names = tuple(f"name-{i}" for i in range(20))
    text = str(FaultError("no", found="?", available=names))

    assert "name-11 and 8 more" in text
    assert "name-12" not in text

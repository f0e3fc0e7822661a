"""Faults have settings, belong to an operation, and are refused with helpful errors."""

from dataclasses import replace

import pytest

from mock_server.errors import MockServerError
from mock_server.faults.model.fault import Fault, FaultError, FaultKind, Setting
from mock_server.faults.model.response_plan import unchanged
from tests.mock_server.faults.exchanges import exchange_of

SECONDS = Setting("seconds", "how long", 2, 0, 9)
FAULT = Fault(
    id="late",
    kind=FaultKind.TRANSPORT,
    summary="Late.",
    apply=lambda exchange, settings: unchanged(exchange.answer).delayed(settings["seconds"]),
    settings=(SECONDS,),
)


def test_settings_have_defaults(placewise):
    """A fault gets every setting, with the default if it is not given."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert FAULT.plan(exchange).delay_seconds == 2
    assert FAULT.plan(exchange, {"seconds": 5}).delay_seconds == 5


@pytest.mark.parametrize("owner", [{"api": "other"}, {"operation": "other"}])
def test_fault_does_not_apply_to_other_operations(placewise, owner):
    """A fault of one API or operation does not apply to another."""
    exchange = exchange_of(placewise, placewise.operations[0])

    assert replace(FAULT, **owner).plan(exchange) is None


def test_setting_describes_its_allowed_values():
    """The description distinguishes whole numbers from others."""
    whole_number = replace(SECONDS, is_whole=True)

    assert SECONDS.allowed == "a number from 0 to 9"
    assert whole_number.allowed == "a whole number from 0 to 9"


def test_error_has_four_parts():
    """What is wrong, with the nearest name, what was found, what is allowed and what to do."""
    error = FaultError("no fault 'dealy'", found="dealy", available=("delay", "reset"))

    assert isinstance(error, MockServerError)
    assert str(error) == (
        "no fault 'dealy'; did you mean 'delay'?\n"
        "  found    dealy\n"
        "  allowed  delay, reset\n"
        "  hint     list the faults with `mock-server faults`"
    )


def test_long_lists_are_cut():
    """Of many names a dozen are shown, with the number of further ones."""
    names = tuple(f"name-{i}" for i in range(20))
    text = str(FaultError("no", found="?", available=names))

    assert "name-11 and 8 more" in text
    assert "name-12" not in text

"""Tests of what probing has gathered: it goes on after an error of our own."""

from types import SimpleNamespace

import pytest

from contracts.errors import OptionError
from contracts.http.client.transport import BudgetExhausted
from contracts.http.messages.redaction import Redactor, Secret
from contracts.run.probing.result import ProbeResult, internal_error, surviving
from tests.contracts.shop import operation


def create_result():
    """Return a result without exchanges, whose session has one secret."""
    redactor = Redactor(secrets=(Secret(name="SHOP_TOKEN", value="hush-hush-1"),))
    return ProbeResult(session=SimpleNamespace(credentials=SimpleNamespace(redactor=redactor)))


def test_an_internal_error_leaves_its_operations_unproved():
    """The others are still probed; the reason has the place of the error and no secret."""
    gathered = create_result()

    with surviving((gathered, [operation("showOrder")])):
        raise KeyError("hush-hush-1")

    [(name, reason)] = gathered.internal_errors.items()
    assert name == "showOrder"
    assert reason.startswith("contracts had an internal error (KeyError: ")
    assert "test_result.py:" in reason
    assert "hush-hush" not in reason


@pytest.mark.parametrize("error", [BudgetExhausted("all was sent"), OptionError("cannot work")])
def test_what_ends_the_run_ends_it(error):
    """A budget that is used up, and what the user must correct, are no internal errors."""
    gathered = create_result()

    with pytest.raises(type(error)), surviving((gathered, [operation("showOrder")])):
        raise error
    assert gathered.internal_errors == {}


def test_an_internal_error_is_one_clause():
    """A message of many lines, or none, is shown as one clause."""
    assert internal_error(ValueError("first\nsecond")) == (
        "contracts had an internal error (ValueError: first)"
    )
    assert internal_error(ValueError()) == "contracts had an internal error (ValueError)"


def test_an_operation_says_why_nothing_was_asked():
    """Its own reason comes before that of the run; one that got all its requests has none."""
    gathered = create_result()
    gathered.unbuilt["showOrder"] = "no value for order_id"
    gathered.stopped = "all was sent"
    gathered.documented.add("listOrders")

    assert gathered.why_unasked("showOrder") == "no value for order_id"
    assert gathered.why_unasked("listOrders") == "all was sent"
    assert (gathered.why_cut("showOrder"), gathered.why_cut("listOrders")) == ("all was sent", "")

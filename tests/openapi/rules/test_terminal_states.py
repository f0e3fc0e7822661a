"""Tests of whether a polled resource changes no more."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from openapi.contract import Polling
from openapi.rules.terminal_states import is_terminal_state
from tests.acceptance.cases import cases
from tests.packaged import packaged_contracts

WHOLE = Polling(terminal_expression="self.done")


@cases(
    "pet, answer",
    {
        "done": ({"done": True}, True),
        "open": ({"done": False}, False),
        "cannot be said": ({}, None),
        "no answer": ({"done": "yes"}, None),
        "no pet": (None, None),
    },
)
def test_terminal_is_yes_no_or_unknown(pet, answer):
    """An expression without a value is unknown, and not false."""
    assert is_terminal_state(WHOLE, pet) is answer


def test_a_state_that_looks_like_an_earlier_one_is_asked_about_again():
    """True, 1 and 1.0 are three values, although Python takes them for one."""
    polling = replace(WHOLE, terminal_expression="type(self.done) == bool")

    answers = [is_terminal_state(polling, {"done": done}) for done in (True, 1, 1.0, True, "x")]

    assert answers == [True, False, False, True, False]


@given(st.text() | st.booleans() | st.none() | st.integers(-3, 3) | st.floats())
def test_what_an_expression_does_not_name_changes_no_state(value):
    """Only the named members of a resource decide, however often and in whatever company."""
    for done in (True, False):
        pet = {"done": done, "name": value, "note": "x" * 3000}
        assert is_terminal_state(WHOLE, pet) is done


@cases(
    "statuses, answer",
    {
        "all ended": (["finished", "failed"], True),
        "one waits": (["finished", "waiting"], False),
        "one is tried again": (["finished", "waiting_for_retry"], False),
        "none": ([], False),
    },
)
def test_an_import_is_done_when_every_bulk_has_ended(statuses, answer):
    """The import itself has no status."""
    [placewise] = (each for each in packaged_contracts() if each.api == "placewise")
    polling = placewise.operations[0].polling

    assert (
        is_terminal_state(polling, {"bulks": [{"status": status} for status in statuses]}) is answer
    )

"""Tests of which rules a run reports."""

import pytest

from contracts.errors import OptionError
from contracts.run.selection.rules import Selection, check_rule_names, filter_report
from openapi.contract import Severity
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, SHOWN
from tests.contracts.shop import SHOP

FOUND = (FOUND_WRONG, FOUND_ODD)


@pytest.mark.parametrize(
    ("selection", "rules", "found"),
    [
        ({}, 4, FOUND),
        ({"only": {"schema"}}, 2, (FOUND_WRONG,)),
        ({"skip": {"schema"}}, 3, (FOUND_ODD,)),
        ({"skip": {"success-seen"}}, 3, FOUND),
        ({"only": {"schema"}, "skip": {"schema"}}, 1, ()),
        ({"lowest": Severity.ERROR}, 4, (FOUND_WRONG,)),
        ({"lowest": Severity.WARNING}, 4, FOUND),
    ],
)
def test_what_is_left(selection, rules, found):
    """Only selected rules are reported, and success-seen."""
    report, left = filter_report(Selection(**selection), SHOWN, FOUND)

    assert (len(report.verdicts), left) == (rules, found)


@pytest.mark.parametrize("name", ["schema", "shop.total-is-even", "schemathesis.anything"])
def test_known_names_are_taken(name):
    """Checks, rules of the contract, and rules of others."""
    check_rule_names(Selection(only=frozenset({name})), [SHOP])


def test_unknown_names_are_refused():
    """A misspelt name does not turn checks off unnoticed."""
    with pytest.raises(OptionError, match="did you mean"):
        check_rule_names(Selection(skip=frozenset({"shop.total-is-evn"})), [SHOP])


def test_choice_that_is_left_out_is_refused():
    """A run that would judge nothing is refused; one that leaves a part out is not."""
    both = frozenset({"schema", "strict-json"})

    with pytest.raises(OptionError, match="no check or rule is left") as caught:
        check_rule_names(Selection(only=frozenset({"schema"}), skip=both), [SHOP])
    assert (caught.value.where, caught.value.found) == ("--only, --skip", "schema")
    check_rule_names(Selection(only=both, skip=frozenset({"schema"})), [SHOP])

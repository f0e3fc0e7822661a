"""The broken examples of the packaged rules: each breaks its rule and no other one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from openapi.contract import BrokenExample, Changes
from openapi.rules.broken_examples import judge_broken_example
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.contracts.shop import SHOP
from tests.packaged import packaged_contracts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RULES = {rule.id: (rule, contract) for contract in packaged_contracts() for rule in contract.rules}
ALSO = {
    "elastic_path.finished-has-ended": {"elastic_path.pending-is-untouched"},
    "elastic_path.same-record-kinds": {"elastic_path.no-other-records"},
}
"""Further rules that a body cannot help breaking."""

INVALID = {"placewise.not-the-placeholder"}
"""Rules that only a body breaks which its schema refuses as well."""


@cases("rule, contract", RULES)
def test_a_broken_example_breaks_its_rule_and_no_other(rule, contract):
    """`contracts explain` shows only examples that the rule finds."""
    found = judge_broken_example(rule, contract, NOW)

    assert found is not None
    assert found.failed == {rule.id} | ALSO.get(rule.id, set())
    is_valid = all(map(validator_for(found.media_type.schema).is_valid, found.bodies))
    assert is_valid is (rule.id not in INVALID)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        BrokenExample(example="missing"),
        BrokenExample(example="documented", later=Changes(values={"/missing/x": 1})),
        BrokenExample(example="documented", later=Changes(removed=("/missing",))),
    ],
)
def test_missing_example_or_place_is_no_error(broken):
    """A document with a wrong `broken` can still be explained."""
    rule = replace(SHOP.rules[0], broken=broken)

    assert judge_broken_example(rule, SHOP, NOW) is None

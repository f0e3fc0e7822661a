"""Faults as JSON."""

from mock_server.faults.kinds.rules import UnbreakableRule
from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.listing import fault_json, unbreakable_json


def test_fault_has_its_settings_and_what_reports_it():
    """A program learns from the JSON how to write a fault, and what must report it."""
    found = {fault.id: fault_json(fault) for fault in transport_faults()}

    assert found["reset"]["caught_by"] == ["answered"]
    assert found["reset"]["kind"] == "transport"
    assert found["delay"]["settings"][0]["name"] == "seconds"
    assert set(found["delay"]["settings"][0]) == {
        "name",
        "summary",
        "default",
        "minimum",
        "maximum",
    }


def test_rule_that_nothing_breaks_has_its_reason():
    """A rule without a fault says why it has none."""
    rule = UnbreakableRule(rule="r", api="a", operation="o", reason="always true")

    assert unbreakable_json(rule) == {
        "rule": "r",
        "api": "a",
        "operation": "o",
        "reason": "always true",
    }

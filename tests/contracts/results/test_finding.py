"""Tests of findings and their stable ids."""

from contracts.results.finding import Finding, finding_id, preview
from openapi.contract import Severity


def finding(**options):
    """Return a finding."""
    return Finding(**{"rule": "schema", "severity": Severity.ERROR, "message": "m", **options})


def test_message_and_values_do_not_change_an_id():
    """The same fault has the same id in a later run, with other values and another message."""
    first = finding_id("shop", "showOrder", finding(pointer="/items/0/code", values=(("a", "1"),)))
    second = finding_id(
        "shop", "showOrder", finding(pointer="/items/17/code", message="other", exchange=9)
    )

    assert first == second
    assert len(first) == 12


def test_rule_operation_place_and_key_make_an_id():
    """Another rule, operation, field or kind is another finding."""
    ids = {
        finding_id("shop", "showOrder", finding(pointer="/a")),
        finding_id("shop", "showOrder", finding(pointer="/b")),
        finding_id("shop", "listOrders", finding(pointer="/a")),
        finding_id("shop", "showOrder", finding(pointer="/a", rule="media-type")),
        finding_id("shop", "showOrder", finding(pointer="/a", key="enum")),
    }

    assert len(ids) == 5


def test_long_values_are_shortened():
    """A finding shows at most 120 characters of a value."""
    assert len(preview("x" * 1000)) == 120
    assert preview({"a": "\u00e9"}) == '{"a": "\u00e9"}'

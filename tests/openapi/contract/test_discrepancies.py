"""Discrepancies as values."""

from openapi.contract import Discrepancy, Reading, Severity


def test_a_reading_without_overlay_changes_nothing():
    """The reading that the document follows needs no overlay."""
    assert Reading(name="as-is").overlay == ()


def test_an_entry_may_have_one_reading_only():
    """An entry without selectable readings has no default reading either."""
    entry = Discrepancy(
        id="a.b", number="A-1", title="x", sides=(), decision="x", severity=Severity.INFO
    )

    assert (entry.default, entry.readings) == ("", ())

"""Tests of the messages about what kept a check from running."""

from contracts.errors import OptionError


def test_a_message_has_four_parts():
    """What is wrong, where, found against allowed, what to do."""
    error = OptionError(
        "this is not a duration", where="--wait", found="soon", allowed="30s", hint="write 30s"
    )

    assert str(error) == (
        "this is not a duration\n"
        "  where    --wait\n"
        "  found    soon\n"
        "  allowed  30s\n"
        "  hint     write 30s"
    )


def test_parts_that_are_not_known_are_left_out():
    """No empty lines in a message."""
    assert str(OptionError("this is wrong")) == "this is wrong"

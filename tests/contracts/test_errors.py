"""Tests of the messages of errors that keep a command from running."""

from contracts.errors import OptionError


def test_a_message_has_four_parts():
    """A message states what is wrong, where, found against allowed, and what to do."""
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
    """A message has no lines for unknown parts."""
    assert str(OptionError("this is wrong")) == "this is wrong"

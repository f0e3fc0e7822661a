"""Tests of the options that choose operations."""

from pathlib import Path

from contracts.run.settings.operations import OperationSettings
from contracts.run.settings.options import options_of


def test_every_field_has_its_option():
    """What a user types for one run can be repeated word for word for the next one."""
    settings = OperationSettings(
        tags=("a", "b"), excluded_paths=("/x*",), changed_since=(Path("old.yaml"),)
    )

    assert [(option.flags[0], values) for option, values in settings.choosing()] == [
        ("--tag", ("a", "b")), ("--exclude-path", ("/x*",)), ("--changed-since", ("old.yaml",)),
    ]  # fmt: skip
    assert {"operation", "exclude_method"} <= {o.name for o in options_of(OperationSettings)}

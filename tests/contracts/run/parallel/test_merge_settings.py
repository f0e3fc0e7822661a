"""Tests of the options of `contracts merge`."""

import pytest

from contracts.errors import OptionError
from contracts.run.parallel.merge_settings import MergeSettings
from contracts.run.settings.options import settings_from


def test_traffic_cannot_be_written_from_reports():
    """Reports have the fewest exchanges that show a finding, not the traffic."""
    with pytest.raises(OptionError, match="no traffic"):
        settings_from(MergeSettings, {"report": ("har=a.har",)})


def test_reports_go_where_they_are_asked_for():
    """Standard output and files, as with `contracts check`."""
    settings = settings_from(MergeSettings, {"format": "json", "report": ("html=a.html",)})

    assert [(each.format, each.path) for each in settings.reports] == [
        ("json", "-"), ("html", "a.html"),
    ]  # fmt: skip

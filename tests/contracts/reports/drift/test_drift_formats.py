"""Tests of the formats of a comparison."""

import pytest

from contracts.errors import ReportError
from contracts.reports.drift.drift_formats import DRIFT_REPORTS, write_drift
from contracts.results.drift.comparison import Drift
from contracts.run.traffic.settings import DRIFT_FORMATS

DRIFT = Drift(a="a", b="b", compared=1)


def test_every_format_of_the_option_is_rendered():
    """And there are no others."""
    assert tuple(DRIFT_REPORTS) == DRIFT_FORMATS


@pytest.mark.parametrize("name", DRIFT_FORMATS)
def test_a_report_is_written_to_a_file_or_to_standard_output(tmp_path, capsys, name):
    """The same text."""
    path = tmp_path / "r"
    write_drift(DRIFT, name, str(path))
    write_drift(DRIFT, name, "-")

    assert capsys.readouterr().out == path.read_text()


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    """With the reason."""
    with pytest.raises(ReportError, match="cannot be written"):
        write_drift(DRIFT, "text", str(tmp_path))

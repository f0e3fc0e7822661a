"""The faults that scenarios arm."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from mock_server.answers.scenario_faults import check_library_faults
from mock_server.asgi.app import create_mock
from mock_server.cli.scenarios import scenarios
from mock_server.scenarios.errors import ScenarioError
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.scenarios.packaged import packaged_library
from tests.mock_server.scenarios.written import COUNTING, WAREHOUSE, write


@pytest.fixture
def armed(tmp_path):
    """Write a scenario that arms a fault at its second moment, and return its file."""

    def write_armed(fault: str) -> Path:
        return write(tmp_path, COUNTING.replace("- at: 2s", f"- at: 2s\n        fault: {fault}"))

    return write_armed


def test_packaged_scenarios_arm_what_is_there():
    """Every fault of the packaged scenarios exists."""
    check_library_faults(packaged_library())


@cases(
    "fault, expected",
    {
        "unknown": ("dealy", "did you mean 'delay'"),
        "setting": ("delay;hours=1", "hours"),
        "value": ("delay;seconds=soon", "seconds"),
    },
)
def test_fault_that_cannot_be_had_stops_the_start(warehouse, armed, fault, expected):
    """An error in a user's scenario is reported at start-up with its file, not while playing."""
    path = armed(fault)

    with pytest.raises(ScenarioError) as caught:
        create_mock([warehouse], Settings(scenario_files=(path,)))
    assert expected in str(caught.value)
    assert str(path) in str(caught.value)


def test_fault_that_can_be_had_is_armed(warehouse, armed):
    """Settings are understood as everywhere else."""
    path = armed("delay;seconds=2")

    assert create_mock([warehouse], Settings(scenario_files=(path,))).controls.library()


def test_verify_reports_it_too(armed):
    """`scenarios verify` finds it before anything is served."""
    result = CliRunner().invoke(
        scenarios, ["verify", "--spec", str(WAREHOUSE), str(armed("dealy"))]
    )

    assert result.exit_code == 2
    assert "arms an invalid fault" in result.output

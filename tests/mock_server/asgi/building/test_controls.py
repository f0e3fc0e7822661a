"""The controls of a mock, and what is made for them when it is needed."""

from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask

IMPORTS = "/subscriptions/imports"


def test_every_part_has_the_same_fault_injector(packaged):
    """A fault that the admin side resets is one that fires for requests."""
    mock = create_mock(packaged, Settings(faults=("delay;seconds=0;count=1",)))
    mock.warm_up()

    ask(mock.app, IMPORTS)

    assert mock.controls.faults() is mock.controls.faults()
    assert mock.controls.armed() == ()


def test_scenario_of_the_settings_is_selected(packaged):
    """A scenario that is named at the start is what sessions play."""
    controls = create_mock(packaged, Settings(scenarios=("happy-import",))).controls

    assert set(controls.selected_scenarios().values()) == {"happy-import"}

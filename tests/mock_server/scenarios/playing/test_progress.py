"""A scenario over time."""

import pytest

from mock_server.scenarios.playing.export import default_identity
from mock_server.scenarios.playing.progress import MAX_MOMENTS, MAX_STATES, progress_of
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from openapi.json.pointers import resolve
from tests.mock_server.scenarios.packaged import packaged_library

LIBRARY = ("happy-import", "vanishes", "waiting-for-retry", "busy-queue", "job-fails")


def scenario(name):
    """Return a packaged scenario."""
    return packaged_library().find_all(name)[0]


@pytest.mark.parametrize("name", LIBRARY)
def test_bars_show_what_clients_get(name):
    """In the middle of each bar, the answer has the state that the bar shows."""
    found = scenario(name)
    run = ScenarioRun(found, start=0.0)
    for track in progress_of(found).states:
        for segment in track.segments:
            now = (segment.since + segment.until) / 2
            if found.is_list:
                answer = run.page(0, None, now, identity=default_identity(found))
            else:
                answer = run.answer(default_identity(found), now)
            if track.at:
                assert resolve(parse_json(answer.body), track.at) == segment.value
            else:
                assert segment.value.startswith(str(answer.status))


def test_change_of_the_status_is_a_bar():
    """A resource that disappears has a bar for its answers, with both statuses."""
    first = progress_of(scenario("vanishes")).states[0]

    assert first.at == ""
    assert {each.value[:3] for each in first.segments} == {"200", "404"}


def test_numbers_of_a_list_are_summed_up():
    """The numbers of a list's items are one line; it begins and ends with the sums."""
    numbers = {each.at: each.values for each in progress_of(scenario("busy-queue")).numbers}
    (line, *_) = (values for at, values in numbers.items() if "/*/" in at)

    assert line[0] == 0
    assert line[-1] == max(line) > 0


def test_numbers_that_do_not_change_are_no_lines():
    """Identities stay as they are, also if the resource disappears, and are not drawn."""
    numbers = [each.at for each in progress_of(scenario("vanishes")).numbers]

    assert numbers
    assert not [at for at in numbers if "/*/" in at]


@pytest.mark.parametrize("name", ["10050-jobs", "many-bulks"])
def test_large_scenarios_are_bounded(name):
    """A list of thousands has a picture with a bounded number of answers and bars."""
    found = progress_of(scenario(name))

    assert len(found.moments) <= MAX_MOMENTS + 2
    assert len(found.states) <= MAX_STATES
    assert (found.omitted > 0) is (name == "many-bulks")


def test_end_is_the_terminal_state():
    """The end is the first moment from which the polled resource is in its terminal state."""
    assert progress_of(scenario("happy-import")).terminal == 30.0
    assert progress_of(scenario("stuck-at-99")).terminal is None

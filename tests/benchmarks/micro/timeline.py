"""A poll of a running job, in microseconds per poll."""

from itertools import count

import pytest

from mock_server.scenarios.library import Library
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.loading.document import load_contracts

START = 1_767_614_400.0
IDENTITY = {"loyalty_club_slug": "infinity-mall", "import_id": 1}
LIBRARY = Library.load(load_contracts())


def test_poll_at_one_time(benchmark):
    """The resource has not changed since the last poll."""
    run = ScenarioRun(LIBRARY.find("happy-import"), start=START)
    benchmark(run.answer, IDENTITY, START + 20)


@pytest.mark.parametrize("scenario", ["happy-import", "many-bulks"])
def test_poll_at_a_new_time_each(benchmark, scenario):
    """The counters have risen since the last poll."""
    run = ScenarioRun(LIBRARY.find(scenario), start=START)
    moments = count()
    benchmark(lambda: run.answer(IDENTITY, START + 2 + next(moments) % 112 / 4))

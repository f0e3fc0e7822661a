"""A page of a list, in microseconds per page.

What it must reach: 100 of 10,050 records in less than 20 microseconds.
"""

import pytest

from mock_server.scenarios.library import Library
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.loading.document import load_contracts

START = 1_767_614_400.0
LIBRARY = Library.load(load_contracts())


@pytest.mark.parametrize("limit", [100, 25])
def test_page_of_10050(benchmark, limit):
    """A page in the middle of a long constant list, with links."""
    run = ScenarioRun(LIBRARY.find("10050-jobs"), start=START)
    benchmark(run.page, 5000, limit, START, url="/subscriptions/imports")


def test_page_of_a_changing_list(benchmark):
    """Eight changing records, at one time."""
    run = ScenarioRun(LIBRARY.find("busy-queue"), start=START)
    benchmark(run.page, 0, None, START + 7)

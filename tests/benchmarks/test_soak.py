"""The soak, for a few seconds."""

import asyncio

from tests.benchmarks.soak.__main__ import soak


def test_mock_survives_a_short_soak():
    """Clients that poll, flood, read slowly and break off get right answers, also after a kill."""
    crowd = asyncio.run(soak(3.0, 20, runs=2))

    assert crowd.wrong == {}
    assert crowd.seen["200"] > 0

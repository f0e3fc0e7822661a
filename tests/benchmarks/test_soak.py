"""The soak, for a few seconds."""

import asyncio

from tests.benchmarks.soak.__main__ import soak


def test_mock_survives_a_short_soak():
    """Clients that poll, flood, read slowly and break off get right answers, also after a kill."""
    crowd = asyncio.run(soak(4.0, 40, runs=2))

    assert crowd.wrong == {}
    assert crowd.seen["200"] > crowd.seen["404"] > 0

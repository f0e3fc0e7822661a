"""The soak, for a few seconds."""

import asyncio

from tests.benchmarks.soak.__main__ import soak


def test_mock_stands_a_short_soak():
    """A crowd that polls, floods, reads slowly and breaks off gets right answers, kills or not."""
    crowd = asyncio.run(soak(4.0, 40, lives=2))

    assert crowd.wrong == {}
    assert crowd.seen["200"] > crowd.seen["404"] > 0

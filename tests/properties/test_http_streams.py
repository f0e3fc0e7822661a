"""The mock parses HTTP like another parser, and its fast path answers like the slow path."""

import asyncio

import pytest

from tests.fuzz_http.fuzzing import fuzz

BATCH, STREAMS = 1_000, 2_000


@pytest.mark.parametrize("start", range(0, STREAMS, BATCH))
def test_streams_are_read_and_answered_alike(start):
    """Of generated streams, broken ones too, none is answered by chance or read in two ways.

    `make fuzz-http` sends a million of them.
    """
    findings = asyncio.run(fuzz(1, range(start, start + BATCH)))

    assert [finding.text() for finding in findings] == []

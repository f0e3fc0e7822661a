"""The protocol of the stream of exchanges."""

from mock_server.journal.shared.stream import ExchangeStream
from mock_server.server.workers.worker_stream import WorkerStream


def test_the_stream_of_a_worker_is_one():
    """It has what the protocol has; the types are checked by mypy."""
    stream: ExchangeStream = WorkerStream.__new__(WorkerStream)

    assert {"append", "clear", "read", "gather"} <= {*dir(stream)}

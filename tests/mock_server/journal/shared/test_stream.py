"""The protocol of the stream of exchanges."""

from mock_server.journal.shared.stream import ExchangeStream
from mock_server.server.workers.worker_stream import WorkerStream


def test_the_stream_of_a_worker_has_what_the_protocol_has():
    """The types are checked by mypy."""
    methods = {name for name in vars(ExchangeStream) if not name.startswith("_")}

    assert methods
    assert methods <= {*dir(WorkerStream)}

"""The protocol of the stream of exchanges."""

import pytest

from mock_server.journal.shared.store_stream import StoreStream
from mock_server.journal.shared.stream import ExchangeStream, clear_bytes, entries_bytes, read_part
from mock_server.server.workers.worker_store import WorkerStream
from tests.mock_server.observed import entry


def test_both_streams_have_what_the_protocol_has():
    """The types are checked by mypy."""
    methods = {name for name in vars(ExchangeStream) if not name.startswith("_")}

    assert methods
    assert methods <= {*dir(WorkerStream)}
    assert methods <= {*dir(StoreStream)}


@pytest.fixture
def entries(packaged):
    """Return an exchange of an operation, and a refused one."""
    contract = packaged[0]
    operation = next(each for each in contract.operations if each.method == "GET")
    target = contract.path_of(operation).replace("{", "x").replace("}", "x")
    return (
        entry(packaged, target, ("x-a", "b"), answer=b"\xff\0", scenario="a/b", violations=("v",)),
        entry(packaged, "/none?a=b", method="POST", body=b"{}", refusal="no", status=404),
    )


def test_entries_arrive_as_they_were(packaged, entries):
    """With all they have, the operation too; only their numbers are those of the stream."""
    operations = {(each.api, each.id): each for one in packaged for each in one.operations}
    part = read_part(entries_bytes(entries, lost=2), 7, operations)

    assert [each.id for each in part.entries] == [9, 10]
    assert [each._replace(id=1) for each in part.entries] == [
        each._replace(id=1) for each in entries
    ]
    assert not part.is_clear


def test_an_operation_that_is_not_served_any_more_is_none(entries):
    """The documents were changed in between, in this process first."""
    assert all(each.operation is None for each in read_part(entries_bytes(entries), 1, {}).entries)


def test_what_entries_have_in_common_is_written_once(entries):
    """A thousand requests for one long answer are not a thousand long answers."""
    long = entries[0]._replace(answer=b"x" * 100_000)

    assert len(entries_bytes([long] * 1000)) < 300_000


def test_deleted_exchanges_are_a_part_of_their_own():
    """Of one session, or of all."""
    for session in (None, "demo"):
        part = read_part(clear_bytes(session), 1, {}, position=5)
        assert (part.is_clear, part.session, part.position) == (True, session, 5)
        assert part.entries == ()

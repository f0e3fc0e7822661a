"""Promises of the ledger: what is due, what is void, and a bound on what is remembered."""

from mock_server.sessions.replication.cells import Cell, Stamp, cell_bytes
from mock_server.sessions.replication.fields import DELETED, RESET, RESTART, SERVER
from mock_server.sessions.replication.ledger import Ledger
from mock_server.sessions.stores.store import Swap

DEMO = "session:demo"


def cell(version, value=1, *, era=0, replica="a"):
    """Return a cell."""
    return Cell(stamp=Stamp(version, replica), value=value, era=era)


def due(ledger):
    """Return what is due, as a dictionary."""
    owners = [(owner, ledger.due(owner)) for owner in ledger.due_owners()]
    return {owner: ledger.swaps(owner, cells) for owner, cells in owners if cells}


def test_what_was_written_here_is_due_until_the_store_has_it():
    """Nothing is written twice."""
    ledger = Ledger()
    ledger.write(DEMO, {"clock": cell(1)})
    before = due(ledger)
    ledger.note_stored(DEMO, "clock", cell_bytes(cell(1)), cell(1))

    assert before == {DEMO: {"clock": Swap(expected=None, value=cell_bytes(cell(1)))}}
    assert due(ledger) == {}
    assert ledger.is_settled


def test_an_older_value_in_the_store_is_written_over():
    """The later one is due, and expects the older one."""
    ledger = Ledger()
    ledger.write(DEMO, {"clock": cell(5)})
    ledger.note_stored(DEMO, "clock", b"old", cell(4))

    assert due(ledger)[DEMO]["clock"].expected == b"old"


def test_a_value_that_is_not_understood_is_left_alone():
    """Two versions of the program do not overwrite each other's values for ever."""
    ledger = Ledger()
    ledger.write(DEMO, {"clock": cell(5)})
    ledger.note_stored(DEMO, "clock", b"?", None, is_answer=True)

    assert due(ledger) == {}
    assert ledger.swaps(DEMO, {"clock": cell(6)})["clock"].expected == b"?"


def test_after_a_loss_everything_is_due_again():
    """A store that has come back empty is filled."""
    ledger = Ledger()
    ledger.merge(DEMO, "clock", cell(1))
    ledger.note_stored(DEMO, "clock", cell_bytes(cell(1)), cell(1))
    ledger.forget_stored()

    assert list(due(ledger)) == [DEMO]


def test_deletion_reset_and_restart_make_older_values_void():
    """A late message about a deleted session does not revive it."""
    for owner, field in ((DEMO, DELETED), (SERVER, RESET)):
        ledger = Ledger()
        ledger.merge(DEMO, "clock", cell(4))
        ledger.merge(owner, field, cell(5))
        ledger.drop_void(DEMO)
        assert not ledger.merge(DEMO, "clock", cell(4))
        assert ledger.cells(DEMO).keys() <= {DELETED}
        assert ledger.merge(DEMO, "clock", cell(6))

    ledger = Ledger()
    ledger.merge(DEMO, "start a/b", cell(4))
    ledger.merge(DEMO, RESTART, cell(5))
    assert "start a/b" not in ledger.cells(DEMO)
    assert ledger.merge(DEMO, "start a/b", cell(6, era=5))
    assert ledger.merge(DEMO, "clock", cell(4))


def test_the_number_of_owners_is_bounded():
    """The one that was changed least recently is forgotten; the server never is."""
    ledger = Ledger(max_owners=3)
    ledger.write(SERVER, {"clock": cell(1)})
    for name in "abc":
        ledger.write(f"session:{name}", {"clock": cell(1)})

    assert ledger.owners() == (SERVER, "session:b", "session:c")
    assert list(due(ledger)) == [SERVER, "session:b", "session:c"]

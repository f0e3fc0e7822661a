"""Tests of values that belong together."""

from contracts.http.requests.rows import Row, rows_for
from tests.contracts.clubs import CLUBS

ROW = Row(origin="row 1 of a.csv", values={"club": "red", "showImport.import_id": "2", "x": "y"})


def test_an_operation_gets_its_own_columns():
    """A row is tried with the parameters that the operation has, once for the same values."""
    show, clubs, every = map(CLUBS.operation, ("showImport", "showClub", "listClubs"))
    same = Row(origin="row 2 of a.csv", values={"club": "red", "showImport.import_id": "3"})

    assert ROW.for_operation(show).values == {"club": "red", "import_id": "2"}
    assert ROW.for_operation(every) is None
    assert [row.origin for row in rows_for((ROW, same), clubs)] == ["row 1 of a.csv"]
    assert len(rows_for((ROW, same), show)) == 2


def test_a_key_is_never_shown():
    """Neither in the description that notes have, nor in the representation."""
    row = Row(origin="row 1 of a.csv", values={"club": "red"}, keys={"api_key": "hush"})

    assert row.description == "club=red from row 1 of a.csv"
    assert "hush" not in repr(row)

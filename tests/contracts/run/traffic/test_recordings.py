"""Tests of reading recordings."""

from contracts.http.interruption import Interruption
from contracts.run.traffic.recordings import is_of_api, read_recordings
from tests.contracts.recording import archive, entry
from tests.contracts.traffic import exchange


def read(*files):
    """Return the places of the exchanges of some files, and the notes."""
    notes: list[str] = []
    found = read_recordings([str(f) for f in files], notes, Interruption(), lambda *_: None)
    return [(each.number, source) for each, source in found], notes


def test_entries_are_numbered_through_all_files(tmp_path):
    """Their place is that in their own file."""
    for name in ("a.har", "b.har"):
        (tmp_path / name).write_bytes(archive(entry(), entry()))
    found, notes = read(tmp_path / "a.har", tmp_path / "b.har")

    assert found == [
        (1, "entry 1 of a.har"),
        (2, "entry 2 of a.har"),
        (3, "entry 1 of b.har"),
        (4, "entry 2 of b.har"),
    ]
    assert notes == []


def test_a_broken_file_is_read_as_far_as_it_goes(tmp_path):
    """The note says how far."""
    path = tmp_path / "a.har"
    path.write_bytes(archive(entry(), entry())[:-300])
    found, [note] = read(path)

    assert found == [(1, "entry 1 of a.har")]
    assert note.startswith("a.har could not be read after entry 1 (line 1, byte ")


def test_parts_of_pages_are_no_api():
    """Scripts, styles, pictures and documents of a browser."""
    page = exchange(body=b"<p>", headers=(("Content-Type", "text/html"),))
    problem = exchange(body={}, headers=(("Content-Type", "application/problem+json"),))
    deleted = exchange(body=b"", method="DELETE", status=204, headers=())

    assert [is_of_api(each) for each in (page, problem, deleted)] == [False, True, True]
    assert not is_of_api(exchange(body={}, method="OPTIONS"))


def test_entries_that_cannot_be_read_are_counted(tmp_path):
    """They are not passed over in silence."""
    path = tmp_path / "a.har"
    path.write_bytes(archive(entry(), 5, {}))

    assert read(path) == ([(1, "entry 1 of a.har")], ["a.har: 2 of 3 entries cannot be read."])

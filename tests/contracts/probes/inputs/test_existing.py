"""Tests of values with which the server answers."""

from urllib.parse import parse_qs, urlsplit

from tests.contracts.clubs import answer, checked
from tests.contracts.live import Reply


def written(folder, text, name="clubs.csv"):
    """Write a file of values."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_values_that_belong_together_are_sent_together(tmp_path):
    """Of two path parameters, no pair is made up; the first pair that exists is used on."""
    data = written(tmp_path, "club,import_id\ngreen,1\nred,2\nblue,3\n")
    report, server = checked(data=(data,), operations=("showImport",))
    asked = [urlsplit(seen.target).path for seen in server.seen[1:]]

    assert [(o.id, o.label) for o in report.operations] == [("showImport", "pass")]
    assert {*asked} == {
        "/clubs/green/imports/1", "/clubs/red/imports/2", "/clubs/blue/imports/3",
    }  # fmt: skip
    assert asked.count("/clubs/red/imports/2") > 1
    assert (
        "showImport: 200 with row 2 of clubs.csv, row 3 of clubs.csv; 404 with row 1 of clubs.csv."
    ) in report.notes
    assert report.repeat[-2:] == ("--data", str(data))


def test_a_finding_names_the_row_that_was_used(tmp_path):
    """Without the row, the request could not be understood."""
    data = written(tmp_path, '[{"club": "red", "showImport.import_id": 2}]', "clubs.json")

    def broken(seen):
        reply = answer(seen)
        return Reply(body={"id": "two"}) if reply.body == {"id": 2} else reply

    report, _ = checked(broken, data=(data,), operations=("showImport",))

    assert {found.note for found in report.findings} == {
        "club=red, import_id=2 from row 1 of clubs.json"
    }


def test_each_row_is_sent_with_its_own_key(tmp_path):
    """A key in the table belongs to its row, and no report shows one."""
    data = written(tmp_path, "club,import_id,api_key\nred,2,hush-red-1\nblue,3,hush-blue-2\n")
    report, server = checked(data=(data,), operations=("showImport",))
    keys = {
        (urlsplit(seen.target).path, *parse_qs(urlsplit(seen.target).query).get("api_key", ()))
        for seen in server.seen[1:]
    }

    assert keys == {
        ("/clubs/red/imports/2", "hush-red-1"), ("/clubs/blue/imports/3", "hush-blue-2"),
    }  # fmt: skip
    assert "hush" not in repr(report)


def test_a_value_for_one_operation_is_sent_to_no_other():
    """`--param OPERATION.NAME=VALUE` takes precedence over `--param NAME=VALUE`."""
    known = {"club": ("blue",), "showClub.club": ("red",), "import_id": ("3",)}
    report, server = checked(known_values=known, operations=("showClub", "showImport"))

    assert [o.label for o in report.operations] == ["pass", "pass"]
    assert {urlsplit(seen.target).path for seen in server.seen[1:]} == {
        "/clubs/red", "/clubs/blue/imports/3",
    }  # fmt: skip

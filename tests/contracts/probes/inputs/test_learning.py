"""Tests of values that exist: of a data file, or learned from the server's own answers."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contracts.clubs import SPEC, answer, checked
from tests.contracts.live import Reply


def asked(server):
    """Return the paths that were requested."""
    return [urlsplit(seen.target).path for seen in server.seen[1:]]


def test_ids_are_learned_from_lists_where_the_documented_ones_do_not_exist():
    """Through two levels of lists; the report names where each id comes from."""
    report, _ = checked()

    assert {o.id: report.label_of(o) for o in report.operations} == dict.fromkeys(
        ("listClubs", "showClub", "listImports", "showImport"), "pass"
    )
    assert report.findings == ()
    notes = "\n".join(report.notes)
    assert "showClub: 200 with club=red from GET /clubs" in notes
    assert "200 with club=red, import_id=2 from GET /clubs/{club}/imports" in notes


def test_what_is_documented_or_given_stays_first():
    """Nothing is learned where the documented value exists, or the user has named one."""
    _, with_example = checked(
        lambda seen: (
            Reply(body={"slug": "none-such"}) if "none-such" in seen.target else answer(seen)
        ),
        operations=("showClub",),
    )
    _, with_known = checked(operations=("showClub",), known_values={"club": ("nowhere",)})

    assert {*asked(with_example)} == {"/clubs/none-such"}
    assert {*asked(with_known)} == {"/clubs/nowhere"}


def test_a_server_without_items_is_not_proved():
    """An empty list teaches nothing; the reason is the one that `--param` answers."""
    report, _ = checked(
        lambda seen: Reply(body=[]) if seen.target == "/clubs" else Reply(status=404, body={})
    )

    labels = {o.id: report.label_of(o) for o in report.operations}
    assert labels.pop("listClubs") == "pass"
    assert {*labels.values()} == {"not exercised"}
    assert all("404" in o.unverified_reason for o in report.operations if o.id != "listClubs")


CHANGING = """
    put:
      operationId: renameClub
      parameters: [{$ref: "#/components/parameters/Club"}]
      responses: {"204": {description: Renamed}, "404": {description: No such club}}
  /clubs/{club}/imports:"""

LINKED = """
          links:
            first:
              operationId: showClub
              parameters: {club: $response.body#/0/slug}
            renamed:
              operationId: renameClub
              parameters: {club: $response.header.X-Club}
        "418":
"""


@pytest.fixture
def changing(tmp_path):
    """Return a document with an operation that changes something, and links to two operations."""
    text = SPEC.read_text(encoding="utf-8").replace("\n  /clubs/{club}/imports:", CHANGING, 1)
    schema = 'schema: {type: array, items: {$ref: "#/components/schemas/Club"}}\n'
    assert schema in text
    path = tmp_path / "clubs.yaml"
    teapot = f"{LINKED.rstrip()} {{description: A teapot}}\n"
    path.write_text(text.replace(schema, schema + teapot.lstrip("\n"), 1), encoding="utf-8")
    return path


def changed(seen):
    """Answer as the clubs do, and rename them."""
    if seen.method == "PUT":
        club = seen.target.rpartition("/")[2]
        return (
            Reply(status=204, body=b"") if club in {"red", "blue"} else Reply(status=404, body={})
        )
    reply = answer(seen)
    is_list = seen.target == "/clubs"
    return Reply(
        status=reply.status, body=reply.body, headers={"X-Club": "blue"} if is_list else {}
    )


@pytest.mark.parametrize("is_unsafe", [False, True])
def test_learned_values_change_nothing_unless_that_is_allowed(changing, is_unsafe):
    """Links and lists give ids to requests that read; with --unsafe to the others as well."""
    report, server = checked(changed, specs=(changing,), is_unsafe=is_unsafe)
    put = {seen.target for seen in server.seen if seen.method == "PUT"}

    assert put == ({"/clubs/red", "/clubs/blue"} if is_unsafe else set())
    assert "the link first of GET /clubs" in "\n".join(report.notes)
    labels = {o.id: report.label_of(o) for o in report.operations}
    assert labels["renameClub"] == ("pass" if is_unsafe else "left out")


def written(folder, text, name="clubs.csv"):
    """Write a file of values."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_values_that_belong_together_are_sent_together(tmp_path):
    """Of two path parameters, no pair is made up; the first pair that exists is used on."""
    data = written(tmp_path, "club,import_id\ngreen,1\nred,2\nblue,3\n")
    report, server = checked(data=(data,), operations=("showImport",))
    paths = asked(server)

    assert [(o.id, report.label_of(o)) for o in report.operations] == [("showImport", "pass")]
    assert {*paths} == {
        "/clubs/green/imports/1", "/clubs/red/imports/2", "/clubs/blue/imports/3",
    }  # fmt: skip
    assert paths.count("/clubs/red/imports/2") > 1
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

    assert [report.label_of(o) for o in report.operations] == ["pass", "pass"]
    assert {*asked(server)} == {
        "/clubs/red", "/clubs/blue/imports/3",
    }  # fmt: skip

"""Tests of what is sent to read back a write."""

import json

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from contracts.probes import read_back
from contracts.probes.read_back import run
from openapi.loading.document import load_contract
from tests.contracts.kept import SPEC, lost, notes
from tests.contracts.live import Reply
from tests.contracts.probing import probed


def sent(folder, name, answer, *, is_unsafe=True, spec=SPEC):
    """Return method, path and body of what the probe sends for one operation."""
    path = folder / "notes.yaml"
    path.write_text(spec, encoding="utf-8")
    contract = load_contract(path)

    def probe(context):
        target = Target(contract=contract, origin=context.target.origin)
        given = primary_credentials(contract, (), {}, {})
        run(read_back.replace(context, target=target, credentials=given))

    about = {"operation": contract.operation(name), "is_unsafe": is_unsafe}
    with probed(probe, answer=answer, **about) as (exchanges, _):
        assert {each.purpose for each in exchanges} <= {Purpose.READ_BACK}
        return [
            f"{each.request.method} {each.request.path} {each.request.body.decode()}".strip()
            for each in exchanges
        ]


VARIED = 'PUT /notes/1 {"title":"xbread","count":3,"secret":"word"}'
DOCUMENTED = 'PUT /notes/1 {"title":"bread","count":2,"secret":"word"}'


def test_nothing_is_sent_without_unsafe(tmp_path):
    """Every read-back needs a write."""
    assert sent(tmp_path, "putNote", notes(), is_unsafe=False) == []
    assert sent(tmp_path, "getNote", notes()) == []


def test_an_update_has_other_values_and_is_undone(tmp_path):
    """The documented values may be there already; what GET does not show stays as it is."""
    assert sent(tmp_path, "putNote", notes()) == [
        "GET /notes/1",
        VARIED,
        "GET /notes/1",
        DOCUMENTED,
    ]


def test_what_does_not_show_is_read_again_after_a_pause(tmp_path, monkeypatch):
    """And an id that does not exist is read, which a mock answers."""
    monkeypatch.setattr(read_back, "LOCAL_PAUSE", 0.0)

    assert sent(tmp_path, "putNote", notes(put=lost)) == [
        "GET /notes/1",
        VARIED,
        "GET /notes/1",
        "GET /notes/987654319",
        "GET /notes/1",
        DOCUMENTED,
    ]


def test_refused_values_are_sent_again_with_other_free_texts_only(tmp_path):
    """A server may have rules for numbers that no document names."""

    def strict(seen):
        is_other = b'"count":3' in seen.body
        return Reply(status=422, body={}) if is_other else notes()(seen)

    found = sent(tmp_path, "putNote", strict)

    assert found[:3] == ["GET /notes/1", VARIED, VARIED.replace("3", "2")]


def test_only_a_new_resource_is_deleted(tmp_path):
    """The documented one may be marked as deleted, so that another DELETE changes nothing."""
    assert [each.partition(" {")[0] for each in sent(tmp_path, "deleteNote", notes())] == [
        "POST /notes",
        "GET /notes/2",
        "DELETE /notes/2",
        "GET /notes/2",
    ]


def test_a_new_resource_is_read(tmp_path):
    """So is one that does not exist: a server that answers it proves nothing."""
    found = sent(tmp_path, "addNote", notes())

    assert json.loads(found[0].partition(" /notes ")[2]) == {"title": "milk", "count": 3}
    assert found[1:] == ["GET /notes/2", "GET /notes/987654319"]


def test_an_id_with_a_pattern_has_others_like_it(tmp_path):
    """A server that is asked for an invalid id may answer 400, which proves nothing."""
    spec = SPEC.replace(
        "schema: {type: integer}, example: 1",
        "schema: {type: string, pattern: '^N-[0-9]{2}$'}, example: N-01",
    )
    found = sent(tmp_path, "putNote", lambda _: Reply(body={"title": "old"}), spec=spec)

    assert "GET /notes/N-98" in found

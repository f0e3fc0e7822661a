"""Tests of comparing sides from settings to result."""

import json

import pytest

from contracts.errors import OptionError
from contracts.http.clock import SystemClock
from contracts.results.merging.report_json import as_json
from contracts.run.traffic.drift import find_drift
from contracts.run.traffic.settings import DriftSettings
from tests.contracts.example_report import report
from tests.contracts.live import Reply, serve
from tests.contracts.recording import archive, entry
from tests.contracts.shop import ORDER, SPEC
from tests.contracts.shop_server import shop
from tests.contracts.traffic import facts, members, tree, write


def drift(a, b, **options):
    """Return how two sides differ."""
    return find_drift(DriftSettings(a=str(a), b=str(b), **options), SystemClock())


def recorded(folder, *bodies, name="a.har", url="https://shop.example/v1/orders/7"):
    """Write a recording of answers."""
    path = folder / name
    path.write_bytes(archive(*[entry(url, body) for body in bodies]))
    return path


def test_a_healthy_server_has_no_drift_from_its_document():
    """The operations that could change something are named in a note."""
    with serve(shop()) as server:
        found = drift(SPEC, server.url)

    assert [each for each in facts(found) if not each.startswith("minor")] == []
    assert any("not asked (it could change something)" in note for note in found.notes)


def test_a_changed_server_has():
    """With the request and the answer that show it."""

    def without_status(_, reply):
        if reply.status == 200 and isinstance(reply.body, dict) and "status" in reply.body:
            return Reply(body={k: v for k, v in reply.body.items() if k != "status"})
        return reply

    with serve(shop(without_status)) as server:
        found = drift(SPEC, server.url)
    first = found.changes[0]

    assert facts(found)[0] == "breaking certain member-gone /status"
    assert first.operations == ("GET /orders/{order_id}",)
    assert first.b.witness is not None
    assert first.b.witness.request == "GET /v1/orders/7"


def test_two_servers_are_compared_by_the_document_that_one_offers():
    """A note says which one."""
    document = tree(members(("a",), a={}))
    document["servers"] = [{"url": "/"}]

    def answer(body):
        def reply(seen):
            if seen.target == "/openapi.json":
                return Reply(body=document)
            return Reply(body=body) if seen.target == "/orders" else Reply(status=404, body={})

        return reply

    with serve(answer({"a": 1})) as one, serve(answer({"a": "x"})) as other:
        found = drift(one.url, other.url)

    assert facts(found) == ["likely tentative type-changed /a"]
    assert f"{one.url}/openapi.json offers" in found.notes[0]


def test_two_servers_without_a_document_are_walked_through():
    """Along their links."""

    def answer(kind):
        def reply(seen):
            if seen.target == "/":
                return Reply(body={"orders": "/orders/7"})
            return Reply(body={"id": kind(7)}) if seen.target == "/orders/7" else Reply(status=404)

        return reply

    with serve(answer(int)) as one, serve(answer(str)) as other:
        found = drift(one.url, other.url)

    assert facts(found) == ["likely tentative type-changed /id"]


def test_two_recordings_have_the_same_templates(tmp_path):
    """One order in each is two orders."""
    one = recorded(tmp_path, {"a": 1}, url="https://a.example/orders/7")
    other = recorded(tmp_path, {"a": 1}, name="b.har", url="https://b.example/orders/8")
    found = drift(one, other)

    assert (facts(found), found.compared) == ([], 1)


def test_a_recording_is_compared_with_a_document(tmp_path):
    """By its operations, at its servers."""
    found = drift(
        SPEC, recorded(tmp_path, {**ORDER, "total": "10"}), urls=("https://shop.example",)
    )

    assert "breaking certain type-changed /total" in facts(found)


def test_secrets_of_recordings_are_not_shown(tmp_path):
    """Neither in requests nor in bodies."""
    bodies = [{"a": 1, "echo": "k-s3cret-1"}, {"a": "x", "echo": "k-s3cret-1"}]
    for name, body in zip(("a.har", "b.har"), bodies, strict=True):
        sent = {"X-Api-Key": "k-s3cret-1"}
        (tmp_path / name).write_bytes(
            archive(entry("https://a.example/x?access_token=t-s3cret-2", body, sent=sent))
        )
    found = drift(tmp_path / "a.har", tmp_path / "b.har")

    assert facts(found) == ["likely tentative type-changed /a"]
    assert "s3cret" not in repr(found)


def test_reports_are_compared_with_reports_only(tmp_path):
    """A report has no bodies."""
    one = write(tmp_path, "one.json", as_json(report()))
    other = write(tmp_path, "other.json", {**as_json(report()), "findings": []})

    assert {each.split()[2] for each in facts(drift(one, other))} == {"finding-gone"}
    with pytest.raises(OptionError, match="only be compared with another report"):
        drift(one, SPEC)


def test_a_broken_report_is_refused(tmp_path):
    """With what a report is."""
    path = tmp_path / "r.json"
    path.write_text('{"version": 1, "verdict": "pass"}')

    with pytest.raises(OptionError, match="no report of a run"):
        drift(path, path)
    path.write_text('{"version": 1, "verdict": ')
    with pytest.raises(OptionError, match="cannot be read"):
        drift(path, path)


def test_a_learned_document_says_so(tmp_path):
    """What it lacks was not seen, so it is no change that fails."""
    schema = members(a={}, b={})
    full = write(tmp_path, "full.json", tree(schema))
    learned = tree(members(a={}))
    learned["info"]["x-source"] = {"basis": "inferred"}

    assert facts(drift(full, write(tmp_path, "learned.json", learned))) == [
        "minor tentative member-unseen /b"
    ]
    assert json.loads(full.read_text())["x-api"] == "shop"

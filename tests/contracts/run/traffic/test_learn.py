"""Tests of learning a document, from settings to tree."""

import pytest

from contracts.errors import OptionError
from contracts.http.clock import SystemClock
from contracts.run.recorded.check import check_recordings
from contracts.run.settings.har import HarSettings
from contracts.run.traffic.learn import api_name, learn
from contracts.run.traffic.settings import LearnSettings
from openapi.json.yaml_text import yaml_text
from openapi.loading.document import load_contracts
from openapi.loading.linting import lint
from tests.contracts.live import Reply, serve
from tests.contracts.recording import archive, entry

ORDERS = "https://api.shop.example/orders"


def learned(*sources, **options):
    """Return what is learned from some sources."""
    return learn(LearnSettings(sources=tuple(map(str, sources)), **options), SystemClock())


def recorded(folder, *entries, name="a.har"):
    """Write a recording."""
    path = folder / name
    path.write_bytes(archive(*entries))
    return path


def test_several_recordings_are_one_document(tmp_path):
    """Of the server that most requests went to; the note names the others."""
    one = recorded(tmp_path, entry(f"{ORDERS}/7", {"id": 7}), entry("https://ads.example/x", {}))
    other = recorded(tmp_path, entry(f"{ORDERS}/8", {"id": 8}), name="b.har")
    found = learned(one, other)

    assert list(found.tree["paths"]) == ["/orders/{order_id}"]
    assert found.tree["x-api"] == "shop"
    assert found.tree["servers"] == [{"url": "https://api.shop.example"}]
    assert found.tree["info"]["x-source"]["note"] == "2 answers in a.har, b.har"
    assert "1 request to other servers than https://api.shop.example" in found.notes[0]


def test_no_secret_is_written(tmp_path):
    """Wherever a value comes again."""
    sent = {
        "Authorization": "Bearer s3cret-1",
        "Cookie": "session=s3cret-2",
        "X-Api-Key": "s3cret-3",
    }
    body = {"password": "s3cret-4", "echo": ["s3cret-1", "s3cret-2", "s3cret-3", "s3cret-5"]}
    found = learned(recorded(tmp_path, entry(f"{ORDERS}?token=s3cret-5", body, sent=sent)))
    schemes = found.tree["components"]["securitySchemes"].values()

    assert "s3cret" not in str(found.tree)
    assert sorted(each.get("name", each["type"]) for each in schemes) == [
        "X-Api-Key",
        "http",
        "session",
        "token",
    ]


def test_a_server_is_walked_through_and_its_own_document_named():
    """A person may prefer that one."""

    def answer(seen):
        bodies = {
            "/": {"orders": "/orders"},
            "/orders": [{"id": 1}],
            "/openapi.json": {"openapi": 3},
        }
        return Reply(body=bodies[seen.target]) if seen.target in bodies else Reply(status=404)

    with serve(answer) as server:
        found = learned(server.url)

    assert list(found.tree["paths"]) == ["/", "/orders"]
    assert f"{server.url}/openapi.json" in found.notes[0]


def test_what_shows_no_api_is_refused(tmp_path):
    """Nothing is written then."""
    page = entry(content={"mimeType": "text/html", "text": "<p>"}, headers={})
    with pytest.raises(OptionError, match="shows no API"):
        learned(recorded(tmp_path, page))
    with serve(lambda _: Reply(body=b"<p>", headers={"Content-Type": "text/html"})) as server:
        with pytest.raises(OptionError, match="no JSON was found"):
            learned(server.url)
        with pytest.raises(OptionError, match="learned from alone"):
            learned(server.url, "a.har")


def test_the_name_of_the_api_is_one_that_a_document_may_have():
    """It begins ids of rules."""
    assert api_name("https://www.My-Shop.example") == "my_shop"
    assert api_name("http://localhost:8000") == "api"


def test_a_resource_that_was_polled_is_followed(tmp_path):
    """The document passes lint, and its own recording is judged by what was learned."""
    steps = [*((n, "running") for n in (0, 2, 4, 6, 9)), (9, "finished")]
    entries = [
        entry(
            f"https://shop.example/jobs/{job}",
            {"id": job, "done": done, "total": 9, "state": state},
            at=f"2026-11-21T1{job}:00:0{number}.000Z",
        )
        for job in (1, 2)
        for number, (done, state) in enumerate(steps)
    ]
    har = recorded(tmp_path, *entries)
    spec = tmp_path / "learned.yaml"
    spec.write_text(yaml_text(learned(har).tree), encoding="utf-8")
    [contract] = load_contracts([spec])
    settings = HarSettings(files=(har,), specs=(spec,), rule_sets=frozenset({"learned"}))
    report = check_recordings(settings, SystemClock())
    verdicts = {v.rule: (v.passes > 0, v.fails) for v in report.operations[0].verdicts}

    assert [str(complaint) for complaint in lint(spec)] == []
    assert contract.operations[0].polling is not None
    assert contract.operations[0].polling.terminal_expression == "self.state in ['finished']"
    assert {rule.expression for rule in contract.rules} == {
        "self.done <= self.total",
        "self.done >= oldSelf.done",
    }
    assert {verdicts[rule.id] for rule in contract.rules} == {(True, 0)}


def test_refusals_that_are_pages_are_answers_of_their_operation(tmp_path):
    """A server that answers with JSON, and with a page where nothing is, contradicts nothing."""
    page = {"status": 404, "headers": {"content-type": "text/html"}}
    har = recorded(
        tmp_path,
        entry(f"{ORDERS}/zq", "<p>none</p>", **page),
        entry(f"{ORDERS}/7", {"id": 7}),
        entry(f"{ORDERS}/8", {"id": 8}),
        entry(f"{ORDERS}/9", "<p>none</p>", **page),
        entry("https://api.shop.example/about", "<p>us</p>", headers=page["headers"]),
    )
    found = learned(har)

    assert list(found.tree["paths"]) == ["/orders/{order_id}"]
    responses = found.tree["paths"]["/orders/{order_id}"]["get"]["responses"]
    assert responses["404"]["content"] == {"text/html": {"schema": {"type": "string"}}}


@pytest.mark.parametrize("status", [404, 405, 501])
def test_what_no_request_found_is_no_operation(tmp_path, status):
    """A recording of the checker has requests for paths and methods that do not exist."""
    found = learned(
        recorded(
            tmp_path,
            entry(ORDERS, [{"id": 7}]),
            entry(f"{ORDERS}/7", {"id": 7}),
            entry(f"{ORDERS}/8", {"error": "none"}, status=404),
            entry(f"{ORDERS}/7/zq7", {"error": "none"}, status=status),
            entry(f"{ORDERS}/7", {"error": "none"}, method="DELETE", status=status),
            entry("https://api.shop.example/me", {"error": "who?"}, status=401),
        )
    )
    operations = {(m, path) for path, item in found.tree["paths"].items() for m in item}

    assert operations == {("get", "/orders"), ("get", "/orders/{order_id}"), ("get", "/me")}
    assert set(found.tree["paths"]["/orders/{order_id}"]["get"]["responses"]) == {"200", "404"}
    assert found.missing == 2


def test_a_recording_in_which_nothing_was_found_shows_no_api(tmp_path):
    """A document without operations would describe nothing."""
    with pytest.raises(OptionError, match="404, 405 or 501"):
        learned(recorded(tmp_path, entry(f"{ORDERS}/7", {"error": "none"}, status=404)))


def test_an_operation_without_json_is_named_as_left_out(tmp_path):
    """An export is a part of the API; the pages, styles and pictures of a front end are none."""
    origin = "https://api.shop.example"
    others = [
        entry(f"{origin}{path}", "x", headers={"Content-Type": kind})
        for path, kind in (
            ("/export", "text/csv"),
            ("/", "text/html"),
            ("/a.css", "text/css"),
            ("/a.js", "application/javascript"),
            ("/a.png", "image/png"),
        )
    ]
    found = learned(recorded(tmp_path, entry(f"{ORDERS}/7", {"id": 7}), *others))

    assert found.notes == (
        "Operations without a JSON answer are left out: GET /export (text/csv).",
    )
    assert found.is_whole

"""`contracts drift` and `contracts learn` as a user runs them, with real servers and files."""

import json
from urllib.request import urlopen

import pytest

from tests.acceptance.commands import mock_process, run, run_here
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def without_total(_, reply):
    """Leave a member out of every order, as a release by mistake does."""
    if isinstance(reply.body, dict) and "total" in reply.body:
        body = {name: value for name, value in reply.body.items() if name != "total"}
        return Reply(status=reply.status, body=body, headers=reply.headers)
    return reply


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Return recordings of a check of the healthy shop, and of the shop without a member."""
    folder = tmp_path_factory.mktemp("recorded")
    for name, answer in (("monday", shop()), ("tuesday", shop(without_total))):
        with serve(answer) as server:
            options = ("--profile", "smoke", "--quiet", "--report", f"har={folder / name}.har")
            run_here("contracts", "check", server.url, "--spec", str(SPEC), *options)
    return folder


def test_two_recordings_of_a_check_show_what_a_release_has_broken(recorded):
    """The first line is the one that breaks a front end; values that differ are no drift."""
    sides = [str(recorded / f"{name}.har") for name in ("monday", "tuesday")]
    changed = run("contracts", "drift", *sides)
    lines = changed.stdout.splitlines()

    # With `CI` set, the progress is written beside it.
    assert (changed.returncode, "rror" in changed.stderr) == (1, False)
    assert lines[0].startswith("breaking")
    assert lines[1].strip() == "'total' is gone"
    assert "GET /v1/orders/7 -> 200" in lines[2]
    assert run_here("contracts", "drift", sides[0], sides[0], "--fail-on", "any").returncode == 0


def test_a_server_is_held_against_its_document(tmp_path):
    """The healthy one ends with 0; the report of the other one says where it drifts."""
    path = tmp_path / "drift.json"
    with serve(shop()) as server:
        healthy = run_here("contracts", "drift", str(SPEC), server.url)
    with serve(shop(without_total)) as server:
        options = ("--format", "json", "--output", str(path))
        broken = run_here("contracts", "drift", str(SPEC), server.url, *options)
    first = json.loads(path.read_text())["changes"][0]

    assert (healthy.returncode, broken.returncode) == (0, 1)
    assert (first["kind"], first["pointer"], first["confidence"]) == (
        "member-gone",
        "/total",
        "certain",
    )
    assert first["to"]["request"] == "GET /v1/orders/7"


def test_a_learned_document_is_accepted_served_and_true(recorded, tmp_path):
    """From a recording to a document, to a mock, and back."""
    har, spec = str(recorded / "monday.har"), str(tmp_path / "learned.yaml")
    learned = run("contracts", "learn", har, "-o", spec, "--api", "shop")

    assert (learned.returncode, learned.stdout) == (0, "")
    assert run_here("contracts", "lint", spec, "--strict").returncode == 0

    judged = run_here("contracts", "har", har, "--spec", spec, "--format", "json")
    report = json.loads(judged.stdout)

    assert [each["message"] for each in report["findings"] if each["severity"] == "error"] == []

    with mock_process("--spec", spec) as mock:
        with urlopen(f"{mock.url}/v1/orders/7", timeout=30) as answer:  # noqa: S310 - the mock
            assert json.load(answer)["id"] == 7
        drift = run_here("contracts", "drift", spec, mock.url, "--fail-on", "likely")

    assert drift.returncode == 0, drift.stdout

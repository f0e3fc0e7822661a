"""Tests of `contracts har`, in this process."""

import json
from dataclasses import replace

import pytest

from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.recording import archive, entry
from tests.contracts.shop import ORDER, SPEC
from tests.contracts.shop_server import shop

BROKEN = entry(body={**ORDER, "status": "lost"})


@pytest.fixture
def har(capsys, tmp_path, monkeypatch):
    """Return a function that runs the command on some entries."""
    monkeypatch.delenv("CI", raising=False)  # where it is set, progress is reported in lines

    def command(*entries, options=(), data=b""):
        path = tmp_path / "traffic.har"
        path.write_bytes(data or archive(*entries))
        return run(capsys, "har", str(path), "--spec", str(SPEC), *options)

    return command


def test_a_healthy_recording_ends_with_0(har):
    """The report says that nothing was sent, and how much was judged."""
    code, out, err = har(entry(), entry())

    assert (code, err) == (0, "")
    assert "nothing was sent: 1 file, 2 entries, 2 judged" in out
    assert "passed: 1 operation, 0 errors" in out
    assert "next: contracts har " in out
    assert har(entry(), options=("--verbose",))[0] == 0


def test_findings_end_with_1_and_a_baseline_accepts_them(har, tmp_path):
    """Reports, exit codes and baselines are those of `check`."""
    path = tmp_path / "r.json"
    code, out, _ = har(BROKEN, options=("--report", f"json={path}"))
    [found] = [f for f in json.loads(path.read_text())["findings"] if f["severity"] == "error"]
    known = tmp_path / "known.yaml"
    known.write_text(f"version: 1\nfindings: [{{id: {found['id']}, expires: 2999-01-01}}]\n")

    assert code == 1
    assert "case   entry 1 of traffic.har; answered 200" in out
    assert har(BROKEN, options=("--baseline", str(known)))[0] == 0


def test_a_file_that_is_no_recording_ends_with_2_and_leaves_reports(har, tmp_path):
    """A step that publishes JUnit finds its file."""
    path = tmp_path / "r.xml"
    code, out, err = har(data=b"hello", options=("--report", f"junit={path}"))

    assert (code, out) == (2, "")
    assert "this file is no recording" in err
    assert "this file is no recording" in path.read_text()


def test_a_truncated_recording_ends_with_1(har):
    """What could be read is judged, and the rest is not proved."""
    code, out, _ = har(data=archive(entry(), entry())[:-100])

    assert code == 1
    assert "could not be read after entry 1" in out


def test_options_about_sending_are_refused(har):
    """An option that would do nothing is an error."""
    code, _, err = har(entry(), options=("--rate", "5"))

    assert code == 2
    assert "no such option '--rate'" in err


def test_progress_is_shown_in_lines_in_ci(har, monkeypatch):
    """A long recording shows how far the reading is."""
    monkeypatch.setenv("CI", "true")
    _, _, err = har(*[entry()] * 300)

    assert "reading traffic.har: " in err


def broken_shop(request):
    """Answer like the shop, but with a status that no order has."""
    reply = shop()(request)
    if isinstance(reply.body, dict) and reply.body.get("status") == "open":
        return replace(reply, body={**reply.body, "status": "lost"})
    return reply


@pytest.mark.parametrize("answer", [shop(), broken_shop], ids=["healthy", "broken"])
def test_a_recording_of_a_check_is_judged_as_the_check_was(capsys, tmp_path, answer):
    """What `check --report har=FILE` writes has the same verdict and the same findings."""
    traffic, first, second = (tmp_path / name for name in ("run.har", "1.json", "2.json"))
    options = ("--spec", str(SPEC))
    with serve(answer) as server:
        checked, out, _ = run(
            capsys, "check", server.url, *options, "--profile", "smoke",
            "--report", f"har={traffic}", "--report", f"json={first}",
        )  # fmt: skip
    judged, *_ = run(capsys, "har", str(traffic), *options, "--report", f"json={second}")

    one, other = (json.loads(path.read_text()) for path in (first, second))
    assert checked == judged
    sent, entries = sum(one["traffic"]["methods"].values()), one_archive(traffic)
    # A note explains the difference, so that the two counts are no riddle.
    assert sent == entries or f"has {entries} of the {sent} requests" in " ".join(out.split())
    assert [f["id"] for f in one["findings"]] == [f["id"] for f in other["findings"]]
    assert verdicts(one) == verdicts(other)


def one_archive(path):
    """Return how many entries a recording has."""
    return len(json.loads(path.read_text())["log"]["entries"])


def verdicts(report):
    """Return the verdict on each rule of the operations that were called."""
    return {
        (operation["id"], rule["id"]): rule["verdict"]
        for operation in report["operations"]
        for rule in operation["rules"]
    }


def test_fuzz_writes_its_traffic(capsys, tmp_path):
    """Every request of a fuzz run is in the archive."""
    traffic, report = tmp_path / "fuzz.har", tmp_path / "fuzz.json"
    with serve(shop()) as server:
        run(
            capsys, "fuzz", server.url, "--spec", str(SPEC), "--max-requests", "20",
            "--corpus", str(tmp_path / "c"), "--witnesses", str(tmp_path / "w"),
            "--report", f"har={traffic}", "--report", f"json={report}",
        )  # fmt: skip

    entries = json.loads(traffic.read_text())["log"]["entries"]
    sent = sum(json.loads(report.read_text())["traffic"]["methods"].values())
    assert 0 < len(entries) <= sent


@pytest.mark.parametrize("value", ["har=-", "har"])
def test_traffic_needs_a_file(capsys, value):
    """Standard output has the report; traffic that is written meanwhile would mix with it."""
    code, _, err = run(capsys, "check", "http://127.0.0.1:9", "--report", value)

    assert code == 2
    assert "har=FILE" in err or "FORMAT=FILE" in err

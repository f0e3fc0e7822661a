"""Tests of `contracts check`, in this process."""

import json
import os
import signal
import time
from dataclasses import replace
from itertools import count
from xml.etree import ElementTree as ET

import pytest

from tests.contracts.cli.test_main import run
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def check(capsys, *arguments, answer=None):
    """Run `contracts check` on a shop."""
    with serve(answer or shop()) as server:
        return run(
            capsys, "check", server.url, "--spec", str(SPEC), "--profile", "smoke", *arguments
        )


def test_a_healthy_server_ends_with_0(capsys, monkeypatch):
    """All is well."""
    monkeypatch.delenv("CI", raising=False)  # where it is set, progress is reported in lines
    code, out, err = check(capsys)

    assert (code, err) == (0, "")
    assert "passed: 2 operations" in out


def test_findings_end_with_1(capsys):
    """Something is wrong, and it is on standard output."""
    code, out, _ = check(capsys, answer=lambda _: Reply(status=500, body={}))

    assert code == 1
    assert out.startswith("error    ")


def test_reports_are_written_side_by_side(capsys, tmp_path):
    """Text to the screen, JSON and JUnit to files."""
    code, out, _ = check(
        capsys,
        *("--report", f"json={tmp_path / 'r.json'}"),
        *("--report", f"junit={tmp_path / 'r.xml'}"),
    )

    assert code == 0
    assert "passed:" in out
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["version"] == 1
    assert (tmp_path / "r.xml").read_text(encoding="utf-8").startswith("<?xml")


def test_the_format_goes_to_a_file(capsys, tmp_path):
    """--format with --output leaves standard output empty."""
    _, out, _ = check(capsys, "--format", "json", "--output", str(tmp_path / "r.json"))

    assert out == ""
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["verdict"] == "pass"


def test_quiet_says_the_result_only(capsys):
    """One line for a clean run."""
    _, out, _ = check(capsys, "--quiet")

    assert out.count("\n") == 1


def test_options_come_from_the_environment(capsys, monkeypatch):
    """Every option has its variable."""
    monkeypatch.setenv("CONTRACTS_CHECK_FORMAT", "json")

    _, out, _ = check(capsys)

    assert json.loads(out)["profile"] == "smoke"


def test_headers_come_from_the_environment(capsys, monkeypatch):
    """Headers contain spaces: in a variable they are separated by line breaks."""
    monkeypatch.setenv("CONTRACTS_CHECK_HEADER", "X-A: one two\nX-B: three")
    seen = []

    def watch(request):
        seen.append((request.header("X-A"), request.header("X-B")))
        return Reply(status=404, body={})

    check(capsys, answer=watch)

    assert set(seen[1:]) == {("one two", "three")}


def test_a_secret_reaches_no_report(capsys, monkeypatch, tmp_path):
    """A server that answers with the token does not make any report print it."""
    monkeypatch.setenv("SHOP_TOKEN", "hush-token")
    secrets = ("--header", "X-Via: hush-via", "--env", "SHOP_TOKEN")
    files = [tmp_path / name for name in ("r.json", "r.xml", "r.txt")]

    def echo(seen):
        body = {"id": seen.header("X-Token"), "status": seen.header("X-Via"), "total": "hush"}
        return Reply(body=body, headers={"X-Count": "hush-via"})

    code, out, err = check(
        capsys,
        *secrets,
        *("--report", f"json={files[0]}", "--report", f"junit={files[1]}"),
        *("--report", f"text={files[2]}"),
        answer=echo,
    )

    everything = out + err + "".join(file.read_text(encoding="utf-8") for file in files)
    assert code == 1
    assert "hush-token" not in everything
    assert "hush-via" not in everything
    assert "$SHOP_TOKEN" in everything


def test_nothing_is_sent_where_a_report_could_not_be_written(capsys, tmp_path):
    """The results of a long run are not lost by a misspelt path."""
    with serve(shop()) as server:
        code, out, err = run(
            capsys, "check", server.url, "--spec", str(SPEC), "--output", str(tmp_path / "no" / "r")
        )

    assert (code, out, server.seen) == (2, "", [])
    assert "there is no such folder" in err


FORMATS = ("text", "json", "junit", "html", "github")


def wanted(folder):
    """Return the options that ask for every report, each in a file."""
    return [word for name in FORMATS for word in ("--report", f"{name}={folder / name}")]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_an_interrupted_check_writes_every_report(capsys, tmp_path, number, code):
    """A cancelled job shows what was found, how far the run came, and which signal ended it."""
    place = count(1)

    def interrupts(_seen, reply):
        if next(place) == 30:
            os.kill(os.getpid(), number)
            time.sleep(0.2)
        return replace(reply, body={"id": "wrong"}) if reply.status == 200 else reply

    options = [*wanted(tmp_path), "--witnesses", str(tmp_path / "w")]
    ended, out, _ = check(capsys, *options, answer=shop(interrupts))
    document = json.loads((tmp_path / "json").read_text("utf-8"))

    assert ended == document["exit_code"] == code
    assert "INTERRUPTED: 2 operations" in out
    assert any("No operation got all of its requests" in note for note in document["notes"])
    assert [each["rule"] for each in document["findings"]][:1] == ["schema"]
    assert 'type="interrupted"' in (tmp_path / "junit").read_text("utf-8")
    assert all((tmp_path / name).stat().st_size for name in FORMATS)
    assert [*(tmp_path / "w").iterdir()]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_check_that_is_interrupted_at_once_says_so(capsys, tmp_path, monkeypatch):
    """Nothing was sent: a sentence says it, and every report that was asked for has it."""

    def interrupt(*_):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)

    monkeypatch.setattr("contracts.cli.check.run_check", interrupt)
    code, out, err = run(capsys, "check", "http://127.0.0.1:9", *wanted(tmp_path))
    message = "the run was interrupted (SIGINT) before anything was sent"

    assert (code, out, err) == (130, "", f"contracts: {message}\n")
    assert json.loads((tmp_path / "json").read_text("utf-8"))["error"] == message
    assert all((tmp_path / name).stat().st_size for name in FORMATS)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("http://127.0.0.1:9",), "gives no answer"),
        (("http://127.0.0.1:9", "--param", "nope=1"), "a parameter called 'nope'"),
        (("http://127.0.0.1:9", "--max-time", "soon"), "this is not a duration"),
    ],
)
def test_a_check_that_cannot_run_leaves_reports_that_say_why(capsys, tmp_path, options, words):
    """A CI server that reads JUnit sees the error; a stale file of another run does not stay."""
    code, out, err = run(
        capsys, "check", *options, "--spec", str(SPEC), *wanted(tmp_path), "--format", "text"
    )
    suites = ET.parse(tmp_path / "junit").getroot()  # noqa: S314 - our own file
    document = json.loads((tmp_path / "json").read_text("utf-8"))

    assert (code, out) == (2, "")
    assert words in err
    assert (suites.get("errors"), suites.get("tests")) == ("1", "1")
    assert words in suites.find(".//error").text
    assert (document["exit_code"], document["verdict"]) == (2, "fail")
    assert all(words.split("'")[0] in (tmp_path / name).read_text("utf-8") for name in FORMATS)


def test_an_operation_that_a_limit_leaves_out_names_the_limit(capsys):
    """Not "no request was made": the true reason, and the option that helps."""
    code, out, _ = check(capsys, "--max-requests", "1")

    assert code == 1
    assert "no request was made: the run has sent the 1 request that it may" in out
    assert "(--max-requests). Raise the limit" in out
    assert "Run the check again" not in out


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--report", "junit=/nowhere/r.xml"), "no such folder"),
        (("--output", "/nowhere/r.txt"), "no such folder"),
        (("--baseline", "/nowhere/known.yaml"), "cannot be read"),
        (("--baseline", str(SPEC)), "no baseline"),
    ],
)
def test_a_dry_run_refuses_files_that_the_run_could_not_use(capsys, option, words):
    """Who looks before sending sees every mistake of the command line."""
    code, out, err = check(capsys, "--dry-run", *option)

    assert (code, out) == (2, "")
    assert words in err

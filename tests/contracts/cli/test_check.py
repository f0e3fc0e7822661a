"""Tests of `contracts check`, in this process."""

import json

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

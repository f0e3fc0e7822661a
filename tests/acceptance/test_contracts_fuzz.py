"""`contracts fuzz` as a user runs it, on small servers that share no code with the mock."""

import json
import shlex
import signal
import subprocess
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from tests.acceptance.commands import PATIENCE, command, environment, run, run_here
from tests.acceptance.warm_commands import start
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop

SECRET = "hush-hush-42"
ENV = {
    "SHOP_TOKEN": SECRET,
    "CONTRACTS_CHECK_ENV": "SHOP_TOKEN",
    "CONTRACTS_FUZZ_ENV": "SHOP_TOKEN",
    "CONTRACTS_REPLAY_ENV": "SHOP_TOKEN",
}


SMALL = ("--max-requests", "24", "--seed", "9")
"""A small budget, and the same requests each time."""


def nervous(seen, reply):
    """Fail on every target with a parameter that is not documented."""
    is_odd = "zq7=" in seen.target
    return Reply(status=500, body={"error": "odd"}) if is_odd else reply


def lost(_, reply):
    """Give every order a status that does not exist."""
    is_order = reply.status == 200 and "status" in (reply.body or {})
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order else reply


def fuzz(folder, url, *more, by=run_here):
    """Run the command to its end."""
    return by("contracts", "fuzz", url, "--spec", str(SPEC), *more, env=ENV, cwd=folder)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A shop that fails on such a parameter, a folder, and the run that has found it."""
    folder = tmp_path_factory.mktemp("broken")
    with serve(shop(nervous)) as server:
        words = ("--for", "1h", "--max-requests", "60", "--seed", "4")
        done = fuzz(folder, server.url, *words, by=run)
        yield server, folder, done


def test_a_healthy_server_passes(tmp_path):
    """One screen, the proof, the seed, and the next command."""
    with serve(shop()) as server:
        done = fuzz(tmp_path, server.url, "--for", "2m", "--max-requests", "60", "--seed", "9")
    lines = done.stdout.splitlines()

    assert (done.returncode, "found " in done.stderr) == (0, False)
    assert any(line.startswith("read-only: ") and ", 0 other;" in line for line in lines)
    assert lines[-2].startswith("passed: 0 errors, 0 warnings (fuzz, seed 9, ")
    assert lines[-1].startswith("next: contracts fuzz shop=")


def test_a_finding_fails_the_run(broken):
    """It is reported as it comes, its witness is written, and the last line replays it."""
    _, folder, done = broken
    witnesses = sorted((folder / "fuzz" / "witnesses").iterdir())

    assert done.returncode == 1
    assert "found server-error (" in done.stderr
    assert "FAILED: " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("next: contracts replay fuzz/witnesses/shop.")
    assert any("server-error" in path.name for path in witnesses)


def test_the_printed_command_replays_the_witness(broken):
    """It names the document, without which the witness could not be judged."""
    _, folder, done = broken
    words = shlex.split(done.stdout.splitlines()[-1].removeprefix("next: "))

    again = run_here(*words, env=ENV, cwd=folder)

    assert again.returncode == 1, again.stderr
    assert "still there" in again.stdout


def test_a_witness_is_replayed(broken):
    """Still there on this server, fixed on a healthy one."""
    _, folder, _ = broken
    path = next((folder / "fuzz" / "witnesses").glob("*server-error*"))
    again = run_here("contracts", "replay", str(path), "--spec", str(SPEC), env=ENV)
    with serve(shop()) as healthy:
        url = f"{healthy.url}/v1"
        fixed = run_here(
            "contracts", "replay", str(path), "--spec", str(SPEC), "--url", url, env=ENV
        )

    assert (again.returncode, fixed.returncode) == (1, 0)


def test_no_secret_reaches_a_file_or_the_terminal(broken):
    """Neither summary nor witness nor corpus."""
    _, folder, done = broken
    files = [path.read_bytes() for path in (folder / "fuzz").rglob("*") if path.is_file()]

    assert SECRET not in done.stdout + done.stderr
    assert not any(SECRET.encode() in data for data in files)


def test_another_run_begins_with_the_corpus(broken):
    """It finds the same failure with its first requests, and says so to programs."""
    server, folder, _ = broken

    done = fuzz(folder, server.url, "--max-requests", "8", "--format", "json", "--seed", "77")
    report = json.loads(done.stdout)

    assert done.returncode == 1
    assert (report["profile"], report["seed"]) == ("fuzz", 77)
    assert "server-error" in {found["rule"] for found in report["findings"]}


def test_other_reports_are_those_of_check(broken, tmp_path):
    """JUnit for CI, a page for people, annotations for a review."""
    server, folder, _ = broken
    names = ("junit", "html", "github", "json")
    wanted = [word for name in names for word in ("--report", f"{name}={tmp_path / name}")]

    fuzz(folder, server.url, *SMALL, *wanted)

    junit, html, github, text = ((tmp_path / name).read_text("utf-8") for name in names)
    findings = json.loads(text)["findings"]
    found = findings[0]
    assert {each["rule"] for each in findings} == {"server-error"}
    places = {(each["operation"], each["rule"]) for each in findings}
    assert len(list(fromstring(junit).iter("failure"))) == len(places)  # noqa: S314
    assert html.count(f'<article id="{found["id"]}" data-severity="error">') == 1
    assert github.startswith("::error file=shop.yaml,line=")
    assert f"title=server-error ({found['operation']})" in github
    assert found["message"] in github


def test_a_baseline_is_honoured(broken, tmp_path):
    """What is known fails nothing and is written nowhere; an expired entry fails."""
    server, folder, _ = broken
    report = json.loads(fuzz(folder, server.url, *SMALL, "--format", "json").stdout)
    keys = ("id", "rule", "api", "operation", "message")

    def known(day):
        entries = [
            {**{key: found[key] for key in keys}, "expires": day} for found in report["findings"]
        ]
        path = tmp_path / f"{day}.yaml"
        path.write_text(json.dumps({"version": 1, "findings": entries}), encoding="utf-8")
        return fuzz(
            folder,
            server.url,
            *(*SMALL, "--baseline", str(path)),
            *("--witnesses", str(tmp_path / day)),
        )

    good, expired = known("2999-01-01"), known("2001-01-01")

    assert (good.returncode, expired.returncode) == (0, 1)
    assert "until 2999-01-01" in good.stdout
    assert not (tmp_path / "2999-01-01").exists()
    assert (tmp_path / "2001-01-01").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_everything_usable(tmp_path, number):
    """Summary, reports, witnesses and corpus are whole; the exit code names the signal."""
    with (
        serve(shop(lost)) as server,
        (tmp_path / "out").open("w") as stdout,
        start(
            [
                command("contracts"),
                "fuzz",
                server.url,
                "--spec",
                str(SPEC),
                "--for",
                "1h",
                "--report",
                "junit=junit.xml",
                "--report",
                "json=report.json",
            ],
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(ENV),
        ) as process,
    ):
        assert process.stderr is not None
        # A slow start may show progress before the first finding.
        next(line for line in process.stderr if line.startswith("found "))
        process.send_signal(number)
        process.stderr.read()
        process.wait(timeout=PATIENCE)
    out = (tmp_path / "out").read_text("utf-8")
    witnesses = list((tmp_path / "fuzz" / "witnesses").iterdir())

    report = json.loads((tmp_path / "report.json").read_text("utf-8"))

    assert process.returncode == report["exit_code"] == 128 + number
    assert "The run ended early: it was interrupted." in out
    assert "INTERRUPTED: " in out
    assert 'type="interrupted"' in (tmp_path / "junit.xml").read_text("utf-8")
    assert [json.loads(path.read_text("utf-8"))["version"] for path in witnesses] == [1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--for", "soon"), "this is not a duration"),
        (("--for", "0s"), "allowed  above 0s, up to 365d"),
        (("--seed", "many"), "'many' is not a whole number from 0"),
        (("--param", "nothing=1"), "no loaded contract has a parameter called 'nothing'"),
        (("--only", "schemer"), "there is no check or rule called 'schemer'"),
        (("--baseline", "missing.yaml"), "missing.yaml"),
        (("--corpus", "/dev/null/corpus"), "the corpus cannot be kept there"),
    ],
)
def test_bad_input_is_reported(tmp_path, options, message):
    """One message, no traceback, exit code 2, and nothing is sent."""
    with serve(shop()) as server:
        done = fuzz(tmp_path, server.url, *options)

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert server.seen == []

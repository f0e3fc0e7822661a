"""No server and no document can control a terminal, a log or a report."""

import re
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.commands import command, environment, run_here
from tests.acceptance.printing import harmless, without_commands
from tests.acceptance.warm_commands import start
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop

ODD = (
    "\x1b[2J\x1b]0;title\x07\u202e\u2066\x85\x9b31m\x00\x7f\r\n::error::IN\r\n##[error]IN"
    "\u2028::x\n"
)
FORMATS = ("text", "json", "junit", "html", "github")

DOCUMENT = r"""
openapi: 3.0.3
x-api: odd
info: {title: "T\e[31m\u202evil", version: "1\e[2J"}
paths:
  "/p\e[31m/\u202e":
    get:
      operationId: "op\e[31m\n::error::IN\u202e"
      responses:
        "200":
          description: d
          content: {application/json: {examples: {"ex\e[31m\n##[error]IN": {value: {a: 1}}}}}
"""


def body(_, reply):
    """Answer with hostile texts as names and as values."""
    odd = {**reply.body, "status": ODD, ODD: ODD, "deep": [{ODD: ODD}]}
    return replace(reply, body=odd) if "total" in reply.body else reply


def heads(_, reply):
    """Answer with hostile characters in headers, as far as they can be sent."""
    odd = "\x1b[2J\x1b[31m::error::IN ##[error]IN\x9b"
    return replace(reply, headers={**reply.headers, "Content-Type": odd, "Allow": odd, "X-A": odd})


@pytest.mark.parametrize("answer", [body, heads], ids=["body", "heads"])
def test_a_hostile_server_cannot_control_readers(answer, tmp_path):
    """Every report, witness and stream of check, replay and fuzz is printable."""
    reports = [word for name in FORMATS for word in ("--report", f"{name}={name}.out")]
    words = ("--spec", str(SPEC), "--max-requests", "60")
    with serve(shop(answer)) as server:
        done = [
            run_here(
                "contracts",
                *("check", server.url, *words, "--profile", "smoke", *reports),
                *("--witnesses", "kept"),
                cwd=tmp_path,
            ),
            run_here("contracts", "fuzz", server.url, *words, "--for", "20s", cwd=tmp_path),
        ]
        witnesses = sorted(tmp_path.glob("*/*.json"))
        done += [run_here("contracts", "replay", str(path), *words[:2]) for path in witnesses[:2]]

    assert witnesses
    assert all(each.returncode in {0, 1, 2} for each in done)
    for each in done:
        assert harmless(each.stdout + each.stderr)
        assert without_commands(each.stdout + each.stderr)
    for path in (*tmp_path.glob("*.out"), *tmp_path.glob("*/*.json")):
        text = path.read_bytes().decode()
        assert harmless(text), path.name
        assert path.name == "github.out" or without_commands(text), path.name
    annotations = (tmp_path / "github.out").read_text(encoding="utf-8").splitlines()
    assert all(re.match("::(error|warning|notice) ", line) for line in annotations)


@pytest.mark.parametrize("form", FORMATS)
def test_a_hostile_document_cannot_control_reports(form, tmp_path):
    """Its ids, paths and names of examples are printable in every report."""
    spec = tmp_path / "odd.yaml"
    spec.write_text(DOCUMENT, encoding="utf-8")
    with serve(shop()) as server:
        words = ("check", server.url, "--spec", str(spec), "--profile", "smoke")
        done = run_here("contracts", *words, "--format", form)

    assert done.returncode == 1, done.stderr
    assert harmless(done.stdout + done.stderr)
    assert form == "github" or without_commands(done.stdout + done.stderr)


def test_a_hostile_document_cannot_control_a_dry_run(tmp_path):
    """The planned requests are printable."""
    spec = tmp_path / "odd.yaml"
    spec.write_text(DOCUMENT, encoding="utf-8")
    words = ("check", "http://127.0.0.1:9", "--spec", str(spec), "--dry-run")
    done = run_here("contracts", *words)

    assert done.returncode == 0, done.stderr
    assert harmless(done.stdout)
    assert without_commands(done.stdout)


def test_a_hostile_document_cannot_control_the_startup_message(tmp_path):
    """The startup message of the mock is printable."""
    spec = tmp_path / "odd.yaml"
    spec.write_text(DOCUMENT, encoding="utf-8")
    lines = []
    with start(
        [command("mock-server"), "serve", "--spec", str(spec), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(),
    ) as server:
        for line in server.stdout:
            lines.append(line)
            if line.startswith("Stop"):
                server.send_signal(signal.SIGTERM)

    assert "x1b[31m" in "".join(lines)
    assert harmless("".join(lines))
    assert without_commands("".join(lines))


def test_a_document_reads_no_variable_that_was_not_allowed(tmp_path):
    """The value is sent only with --env, and report and dry run name the variable."""
    spec = tmp_path / "env.yaml"
    spec.write_text(
        Path(SPEC).read_text(encoding="utf-8").replace("SHOP_TOKEN", "AWS_SECRET_ACCESS_KEY"),
        encoding="utf-8",
    )
    (tmp_path / "discrepancies.yaml").write_bytes((SPEC.parent / "discrepancies.yaml").read_bytes())
    env = {"AWS_SECRET_ACCESS_KEY": "hush-hush-42"}
    allow = ("--env", "AWS_SECRET_ACCESS_KEY")
    with serve(shop()) as server:
        words = ("check", server.url, "--spec", str(spec), "--profile", "smoke")
        refused = run_here("contracts", *words, env=env)
        plan = run_here("contracts", *words, "--dry-run", env=env)
        before = [seen for seen in server.seen if seen.header("X-Token") == "hush-hush-42"]
        allowed = run_here("contracts", *words, *allow, env=env)
        after = [seen for seen in server.seen if seen.header("X-Token") == "hush-hush-42"]
        planned = run_here("contracts", *words, *allow, "--dry-run", env=env)

    assert before == []
    assert after
    for done in (refused, plan):
        assert "allow it with --env AWS_SECRET_ACCESS_KEY" in done.stdout
    for done in (allowed, planned):
        assert "reads AWS_SECRET_ACCESS_KEY from the environment" in done.stdout
        assert "--env AWS_SECRET_ACCESS_KEY." not in done.stdout

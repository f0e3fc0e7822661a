"""`contracts check` as a user runs it, against small servers that share no code with the mock."""

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import fromstring

import pytest

from tests.acceptance.commands import environment, run, run_here
from tests.acceptance.platform import IMPORT, check, platform
from tests.contracts.live import LiveServer, Reply, Seen, serve

SECRET = "hush-hush-42"
QUICK = ("--profile", "smoke", "--operation", "showMembersImportStatus")
"""Of the operation that `changed` is about."""


def changed(**changes: object):
    """Return the platform with some fields of the import changed."""

    def answer(seen: Seen) -> Reply:
        reply = platform(seen)
        return replace(reply, body={**IMPORT, **changes}) if reply.body == IMPORT else reply

    return answer


class Thorough(NamedTuple):
    """A run of the `ci` profile against a healthy platform."""

    result: subprocess.CompletedProcess[str]
    server: LiveServer
    report: Path
    folder: Path


@pytest.fixture(scope="module")
def thorough(tmp_path_factory):
    """Run the check once for several tests."""
    report = tmp_path_factory.mktemp("reports") / "report.json"
    folder = tmp_path_factory.mktemp("user")
    words = ("--profile", "ci", "--report", f"json={report}")
    with serve(platform) as server:
        result = run("contracts", "check", server.url, *words, cwd=folder)
    return Thorough(result, server, report, folder)


def test_a_healthy_platform_passes(thorough):
    """Documented and generated requests give no findings: exit 0."""
    result = thorough.result

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 errors, 0 warnings" in result.stdout


def test_only_safe_methods_are_sent(thorough):
    """The server receives only safe methods, as many requests as the report states."""
    result, server = thorough.result, thorough.server

    assert server.methods == {"GET", "HEAD", "OPTIONS"}
    sent = Counter(seen.method for seen in server.seen)
    line = f"read-only: {sent['GET']} GET, {sent['HEAD']} HEAD, {sent['OPTIONS']} OPTIONS, 0 other"
    assert line in result.stdout


def test_every_operation_and_rule_has_a_verdict(thorough):
    """Each rule that was judged is in the report with its count."""
    document = json.loads(thorough.report.read_text(encoding="utf-8"))

    passes = {
        (operation["id"], rule["id"]): rule["passes"]
        for operation in document["operations"]
        for rule in operation["rules"]
        if rule["verdict"] == "pass"
    }
    assert passes["showMembersImportStatus", "placewise.parts-within-payload"] > 50
    assert passes["listImportJobs", "elastic_path.imported-within-uploaded"] > 50


def test_rules_that_were_not_exercised_are_named(thorough):
    """A rule without an exchange to judge is listed by its id."""
    text = " ".join(thorough.result.stdout.split())

    assert (
        len(re.findall(r"not exercised \d+: .*?polling.*? pass \d+ checks, \d+ rules", text)) == 2
    )
    assert "not seen" not in text


def test_the_report_fits_a_screen(thorough):
    """It has at most 40 lines of at most 120 characters, the next command last."""
    lines = thorough.result.stdout.splitlines()

    assert len(lines) <= 40
    assert max(map(len, lines)) <= 120
    assert lines[-1].startswith("next: contracts check ")


@pytest.mark.parametrize(
    ("changes", "rule", "field", "line"),
    [
        (
            {"members_created_number": 3021},
            "placewise.parts-within-payload",
            "members_created_number = 3021",
            "placewise 124-127",
        ),
        (
            {"members_updated_number": "531"},
            "schema",
            '/members_updated_number = "531"',
            "placewise 126",
        ),
        ({"created_at": "yesterday"}, "placewise.created-at-is-a-time", "yesterday", "128"),
        (
            {"bulks": [{"id": 1, "request_number": 1, "status": "Finished"}]},
            "schema",
            '/bulks/0/status = "Finished"',
            "142-145",
        ),
    ],
)
def test_one_broken_field_is_found(changes, rule, field, line):
    """One wrong field of one example: exit 1, with rule, field and documented line."""
    result, _ = check(changed(**changes), *QUICK)

    assert result.returncode == 1, result.stdout
    assert rule in result.stdout
    assert field in result.stdout
    assert line in result.stdout


def test_the_curl_line_repeats_the_request():
    """The printed line, run by a shell, sends the same request."""
    with serve(changed(members_created_number=9999)) as server:
        result = run_here("contracts", "check", server.url, *QUICK)
        line = next(x for x in result.stdout.splitlines() if "try    curl" in x)
        before = len(server.seen)
        words = line.split("try    ")[1]
        again = subprocess.run(
            ["/bin/sh", "-c", words], capture_output=True, check=False, env=environment()
        )
        earlier, repeated = server.seen[:before], server.seen[before:]

    if again.returncode == 127:
        pytest.skip("there is no curl here")
    assert [seen.target for seen in repeated] == ["/v3/infinity-mall/members/imports/1"]
    assert repeated[0].header("X-Loyalty-Club-Slug") == "infinity-mall"
    assert (repeated[0].method, repeated[0].target) in {(s.method, s.target) for s in earlier}
    assert b"9999" in again.stdout


def test_the_token_of_the_environment_is_sent_and_never_shown(tmp_path):
    """API_TOKEN reaches the server in its header, and no report in any format."""

    def echo(seen: Seen) -> Reply:
        reply = platform(seen)
        token = seen.header("X-Client-Authorization")
        return replace(reply, body={**IMPORT, "created_at": token}) if token else reply

    reports = {name: tmp_path / f"report.{name}" for name in ("text", "json", "junit")}
    result, server = check(
        echo,
        *QUICK,
        *(word for name, path in reports.items() for word in ("--report", f"{name}={path}")),
        API_TOKEN=SECRET,
    )

    written = "".join(path.read_text(encoding="utf-8") for path in reports.values())
    jobs = [seen for seen in server.seen if "/v3/" in seen.target]
    tokens = {seen.header("X-Client-Authorization") for seen in jobs}
    assert result.returncode == 1
    assert SECRET in tokens
    assert SECRET not in result.stdout + result.stderr + written
    assert '"$API_TOKEN"' in result.stdout


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_refuses_every_request_does_not_pass(status):
    """Without credentials nothing is proved: exit 1, with the reason."""
    result, _ = check(lambda _: Reply(status=status, body={"error": "?"}), "--profile", "smoke")

    assert result.returncode == 1
    assert "credentials are missing" in result.stdout


@pytest.mark.parametrize("status", [404, 500])
def test_a_server_without_a_success_does_not_pass(status):
    """An operation without its documented success does not pass."""
    result, _ = check(lambda _: Reply(status=status, body={"error": "?"}), "--profile", "smoke")

    assert result.returncode == 1
    assert result.stdout.splitlines()[-2].startswith("FAILED: 2 operations")
    assert "passed:" not in result.stdout


def test_reports_agree(tmp_path):
    """JSON and JUnit have the same facts as the text."""
    result, _ = check(
        changed(members_created_number=9999),
        *(*QUICK, "--format", "json"),
        *("--report", f"junit={tmp_path / 'junit.xml'}"),
    )

    report = json.loads(result.stdout)
    root = fromstring((tmp_path / "junit.xml").read_text(encoding="utf-8"))  # noqa: S314
    cases = list(root.iter("testcase"))
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    rules = [rule for operation in report["operations"] for rule in operation["rules"]]
    assert (report["version"], report["verdict"], result.returncode) == (1, "fail", 1)
    assert failed == ["placewise.parts-within-payload"]
    assert len(cases) == len(rules)


def test_the_documented_examples_break_only_rules_of_the_lifecycle_set():
    """With --rules lifecycle the documented import gets warnings, and still passes."""
    result, _ = check(platform, *QUICK, "--rules", "lifecycle", "--verbose")

    assert result.returncode == 0, result.stdout
    assert "warning  placewise.open-parts-below-payload" in result.stdout
    assert "placewise.example-arithmetic" in result.stdout


def test_strict_makes_warnings_fail():
    """The same run with --strict ends with 1."""
    result, _ = check(platform, *QUICK, "--rules", "lifecycle", "--strict")

    assert result.returncode == 1


def test_help_imports_no_slow_packages():
    """--help is quick because slow packages are not imported for it."""
    code = (
        "import sys, click\n"
        "from contracts.cli.main import contracts\n"
        "context = click.Context(contracts)\n"
        "assert all(contracts.get_command(context, n) for n in contracts.list_commands(context))\n"
        "heavy = {'schemathesis', 'hypothesis', 'requests', 'jsonschema', 'cel', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )

    assert result.stdout.strip() == "[]"


def test_smoke_imports_only_what_it_uses():
    """Documented requests need no Schemathesis, other commands, or reports in other formats."""
    code = (
        "import sys\n"
        "from contracts.cli.main import main\n"
        "try:\n"
        "    main(['check', 'http://127.0.0.1:9', '--profile', 'smoke'])\n"
        "except SystemExit:\n"
        "    unused = {'schemathesis', 'contracts.cli.fuzz', 'harfile', 'contracts.reports.html'}\n"
        "    print(sorted(unused & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )

    assert result.stdout.strip() == "[]"


def test_nothing_is_written_to_the_users_folder(thorough):
    """A check writes no cache, no database and no unrequested report."""
    assert thorough.result.returncode == 0
    assert list(thorough.folder.iterdir()) == []

"""What a run is about, and with which values: options of the command, on a real server."""

import sys

import pytest

from tests.acceptance.commands import run_here
from tests.contracts.clubs import SPEC, answer
from tests.contracts.live import Reply, serve

QUICK = ("--spec", str(SPEC), "--profile", "smoke")


@pytest.fixture(scope="module")
def server():
    """Serve the clubs, for holders of a token that a command prints."""

    def locked(seen):
        if seen.header("Authorization") not in {None, "Bearer hush-of-today"}:
            return Reply(status=401, body={}, headers={"WWW-Authenticate": "Bearer"})
        return answer(seen)

    with serve(locked) as running:
        yield running


def check(server, *words, **how):
    """Run `contracts check` on the clubs; lines of the report are not wrapped."""
    done = run_here("contracts", "check", server.url, *QUICK, *words, **how)
    done.stdout = " ".join(done.stdout.split())
    return done


def test_chosen_operations_are_checked_and_the_others_named(server):
    """In one line; the exit code is about those that were chosen."""
    done = check(server, "--path", "/clubs*", "--exclude-operation", "*Import*")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "note 2 of 4 operations are chosen by --path '/clubs*'" in done.stdout
    assert "left out: listImports, showImport." in done.stdout
    assert "passed: 2 operations" in done.stdout


def test_a_misspelt_operation_is_refused(server):
    """With the nearest one, and nothing is sent."""
    before = len(server.seen)
    done = check(server, "--operation", "showClubs")

    assert (done.returncode, len(server.seen)) == (2, before)
    assert "did you mean 'showClub'" in done.stderr


def test_the_environment_and_the_file_choose_as_the_options_do(server, tmp_path):
    """One option, three places."""
    (tmp_path / "contracts.toml").write_text('[check]\nmethod = ["get"]\n', encoding="utf-8")
    variables = {"CONTRACTS_CHECK_OPERATION": "showClub list*"}
    done = check(server, cwd=tmp_path, env=variables)

    assert "3 of 4 operations are chosen by --operation showClub --operation 'list*'" in done.stdout
    assert "--method get" in done.stdout


def test_only_what_changed_is_checked(server, tmp_path):
    """Against the document of yesterday."""
    old = tmp_path / "old.yaml"
    text = SPEC.read_text(encoding="utf-8")
    old.write_text(text.replace("required: [slug]", "required: [slug, id]"), encoding="utf-8")
    done = check(server, "--changed-since", "old.yaml", cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 4 operations are chosen by --changed-since" in done.stdout
    assert "left out: listImports, showImport." in done.stdout


def test_values_that_belong_together_and_a_token_of_a_command(server, tmp_path):
    """The pair of the second row exists; the token is sent, and never printed."""
    (tmp_path / "pairs.csv").write_text("club,import_id\nred,3\nblue,3\n", encoding="utf-8")
    program = f"{sys.executable} -I -c \"print('hush-of-today')\""
    words = ("--data", "pairs.csv", "--token-command", program, "--operation", "showImport")
    done = check(server, *words, "--report", "json=report.json", cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 with row 2 of pairs.csv; 404 with row 1 of pairs.csv" in done.stdout
    assert any(seen.header("Authorization") == "Bearer hush-of-today" for seen in server.seen)
    printed = done.stdout + done.stderr + (tmp_path / "report.json").read_text(encoding="utf-8")
    assert "hush" not in printed
    assert '--token-command "$TOKEN_COMMAND"' in done.stdout

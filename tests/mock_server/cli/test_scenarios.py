"""`mock-server scenarios`: list, verify, export."""

import json
import os
from importlib.resources import files
from pathlib import Path

from click.testing import CliRunner

from mock_server.cli.scenarios import scenarios
from tests.mock_server.scenarios.written import COUNTING, WAREHOUSE, write


def run(*arguments):
    """Run the command in this process."""
    return CliRunner().invoke(scenarios, [str(argument) for argument in arguments])


def test_list_has_what_each_scenario_shows():
    """Name, default, length, what it gives on purpose."""
    result = run("list")

    assert result.exit_code == 0
    assert "placewise/documented (default)" in result.output
    assert "placewise/happy-import, 30s" in result.output
    assert "gives placewise.bulks-not-empty" in result.output


def test_list_of_a_document_without_scenarios_says_so(tmp_path):
    """The document may be an argument, as of `serve` and `faults`; no output would be a riddle."""
    document = tmp_path / "pets.yaml"
    document.write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n", "utf-8")
    result = run("list", str(document))

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No document has scenarios; --scenarios adds files of your own.\n"


def test_list_as_json_has_a_version_and_every_fact():
    """For tools that offer the scenarios."""
    result = json.loads(run("list", "--format", "json").output)
    row = next(row for row in result["scenarios"] if row["name"] == "unknown-ids")

    assert result["version"] == 1
    assert row["known"] == [{"import_id": 1}]
    assert set(row) == {
        "name", "api", "operation", "shows", "default", "seconds", "known", "expects",
    }  # fmt: skip


def test_further_scenarios_are_named_as_they_are_for_the_server(tmp_path):
    """`--scenarios` and its variable mean the same here as in `mock-server serve`."""
    path = write(tmp_path, COUNTING)
    by_option = run("list", "--spec", WAREHOUSE, "--scenarios", path)
    environment = {"MOCK_SERVER_SPEC": str(WAREHOUSE), "MOCK_SERVER_SCENARIOS": str(path)}
    by_variable = CliRunner().invoke(scenarios, ["list"], env=environment)

    assert "warehouse/counting" in by_option.output
    assert by_variable.output == by_option.output


def test_verify_passes_a_good_file(tmp_path):
    """Exit code 0, and only the named file is looked at."""
    result = run("verify", "--spec", WAREHOUSE, write(tmp_path, COUNTING))

    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "1 scenario verified, no findings"


def test_verify_looks_at_a_packaged_file_that_is_named():
    """The relative path of a packaged scenario verifies that scenario, and no other."""
    path = Path(os.path.relpath(files("mock_server"))) / "scenarios" / "placewise" / "vanishes.yaml"
    result = run("verify", path)

    assert (result.exit_code, result.output.splitlines()[-1]) == (
        0,
        "1 scenario verified, no findings",
    )


def test_verify_does_not_pass_a_folder_without_scenarios(tmp_path):
    """Exit code 2: a wrong folder is not reported as a success."""
    result = run("verify", tmp_path)

    assert result.exit_code == 2
    assert "there is no scenario in this folder" in result.output


def test_verify_fails_a_bad_one(tmp_path):
    """Exit code 1, with keyframe and rule."""
    path = write(tmp_path, COUNTING.replace("counted: {$value: expected}", "counted: 1000"))
    result = run("verify", "--spec", WAREHOUSE, path)

    assert result.exit_code == 1
    assert "warehouse.counted-within-expected" in result.output
    assert f"{path}:" in result.output


def test_file_that_is_no_scenario_gives_one_message(tmp_path):
    """Exit code 2: what, where, what is allowed."""
    path = write(tmp_path, COUNTING.replace("ramps:", "ramp:"))
    result = run("verify", "--spec", WAREHOUSE, path)

    assert result.exit_code == 2
    assert "did you mean 'ramps'?" in result.output
    assert f"where    {path}:2" in result.output


def test_export_writes_one_file_for_each_state(tmp_path):
    """For Storybook and fixtures; the same on every run."""
    result = run("export", "happy-import", "--at", "0s,30s", "--output", tmp_path / "states")
    body = json.loads((tmp_path / "states" / "happy-import-30s.json").read_text())

    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "states").iterdir()) == [
        "happy-import-0s.json",
        "happy-import-30s.json",
    ]
    assert body["members_in_payloads_number"] == 3290
    assert body["created_at"] == "2026-01-05T12:00:00.000Z"


def test_export_takes_an_identity():
    """Typed as the contract says, so that it is the job that the server gives."""
    usual = json.loads(run("export", "happy-import", "--identity", "import_id=1").output)
    other = json.loads(run("export", "happy-import", "--identity", "import_id=2").output)

    assert usual == json.loads(run("export", "happy-import").output)
    assert other != usual


def test_wrong_arguments_of_export_give_one_message():
    """A name, a moment, a parameter, a start: exit code 2 and no traceback."""
    for arguments in (
        ["happy-imprt"],
        ["documented"],
        ["happy-import", "--at", "soon"],
        ["happy-import", "--identity", "id=1"],
        ["happy-import", "--identity", "import_id=x"],
        ["happy-import", "--start", "yesterday"],
    ):
        result = run("export", *arguments)

        assert result.exit_code == 2, arguments
        assert result.output.startswith("mock-server scenarios: ")


def test_export_refuses_the_name_of_a_file_as_its_folder(tmp_path):
    """`--output x.json` would make a folder with this name; one that is there is used."""
    (tmp_path / "there.json").mkdir()
    (tmp_path / "file").touch()
    refused = run("export", "happy-import", "--output", tmp_path / "x.json")
    taken = run("export", "happy-import", "--output", tmp_path / "there.json")

    assert (refused.exit_code, taken.exit_code) == (2, 0)
    assert "it is the folder for one JSON file per state" in refused.output
    assert not (tmp_path / "x.json").exists()
    assert run("export", "happy-import", "--output", tmp_path / "file").exit_code == 2


def test_export_refuses_a_time_before_the_start():
    """There is no state at -3s."""
    result = run("export", "happy-import", "--at", "0s,-3s")

    assert result.exit_code == 2
    assert "'-3s' is negative; a scenario begins at 0s" in result.output

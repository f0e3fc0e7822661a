"""Tests of `contracts lint`."""

import json

import pytest
from click.testing import CliRunner

from contracts.cli.lint import lint
from openapi.errors import DocumentError
from tests.contracts.guessed import document
from tests.openapi.documents import PETS, changed

ODD = changed(
    ('info: {title: Pets, version: "1"}', "info: {title: Pets, version: 1.0, phone: 5}"),
    ("description: A pet.", "x-nothing: 1"),
)
DEAD = changed(('"#/components/schemas/Pet"', '"#/components/schemas/None"'), text=ODD)


def run(folder, text, *options):
    """Return exit code and output for a document."""
    (folder / "d.yaml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(lint, [str(folder / "d.yaml"), *options])
    return result.exit_code, result.output


def test_a_healthy_document_has_nothing(tmp_path):
    """No complaint is exit code 0."""
    assert run(tmp_path, PETS) == (0, f"{tmp_path}/d.yaml: 0 errors, 0 warnings\n")


def test_a_note_fails_no_run(tmp_path):
    """A list that seems to be paged is no mistake, not even with --strict."""
    text = json.dumps(document(schema={"type": "array", "items": {"type": "object"}}))
    code, output = run(tmp_path, text, "--strict")

    assert code == 0
    assert " info guessed-pages: GET /notes seems to be paged by skip and limit" in output
    assert output.endswith("d.yaml: 0 errors, 0 warnings, 1 note\n")


def test_everything_is_listed_at_once(tmp_path):
    """Each complaint has its line, what is allowed, and how it is read."""
    code, output = run(tmp_path, ODD)

    assert code == 0
    assert f"{tmp_path}/d.yaml:3: warning wrong-type: Info /version is 1.0\n" in output
    assert f"{tmp_path}/d.yaml:3: warning unknown-key: Info /phone is not a known key" in output
    assert f"{tmp_path}/d.yaml:11: warning missing-key: Response lacks description\n" in output
    assert "  allowed  string\n" in output
    assert output.endswith("0 errors, 3 warnings\n")
    assert run(tmp_path, ODD, "--strict")[0] == 1


def test_errors_do_not_hide_the_rest(tmp_path):
    """What cannot be served fails the run, and the other complaints are there too."""
    code, output = run(tmp_path, DEAD)

    assert code == 1
    assert "error reference: $ref '#/components/schemas/None' does not resolve" in output
    assert output.endswith("1 error, 4 warnings\n")


def test_a_text_that_is_no_document_is_one_error(tmp_path):
    """What cannot be read at all has a line, too."""
    code, output = run(tmp_path, "a: [1\nb: 2")

    assert code == 1
    assert "d.yaml:2: error unreadable: d.yaml is not YAML" in output


def test_json_has_every_fact(tmp_path):
    """A program reads what a person reads."""
    complaints = json.loads(run(tmp_path, ODD, "--format", "json")[1])["complaints"]

    assert [each["line"] for each in complaints] == [3, 3, 11]
    assert {each["severity"] for each in complaints} == {"warning"}
    assert {each["pointer"] for each in complaints[:2]} == {"/info/version", "/info/phone"}


def test_sarif_has_rules_and_places(tmp_path):
    """Code scanning shows each complaint at its line."""
    log = json.loads(run(tmp_path, DEAD, "--format", "sarif")[1])

    (one,) = log["runs"]
    assert log["version"] == "2.1.0"
    known = {rule["id"] for rule in one["tool"]["driver"]["rules"]}
    assert {each["ruleId"] for each in one["results"]} == known
    assert {each["level"] for each in one["results"]} == {"error", "warning"}
    region = one["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3}


def test_github_has_one_line_for_each(tmp_path):
    """Line breaks and percent signs are escaped as workflow commands ask for."""
    code, output = run(tmp_path, DEAD, "--format", "github")

    assert code == 1
    assert len(output.splitlines()) == 5
    assert f"::error file={tmp_path}/d.yaml,line=15,title=reference::" in output


def test_a_missing_file_could_not_be_run():
    """That is exit code 2, with the reason."""
    result = CliRunner().invoke(lint, ["none.yaml"])

    assert isinstance(result.exception, DocumentError)


@pytest.mark.parametrize("style", ["text", "json", "sarif", "github"])
def test_hostile_names_are_shown(tmp_path, style):
    """A key cannot write to the terminal, nor end an annotation."""
    text = changed(("description: A pet.", 'description: x\n          "\\e[2J\\n::stop": 1'))
    _, output = run(tmp_path, text, "--format", style)

    assert "\x1b" not in output
    assert not any(line.startswith("::stop") for line in output.splitlines())


def test_a_folder_is_refused_with_its_name(tmp_path, monkeypatch):
    """`contracts lint .` names the folder, and says that a file in it is wanted."""
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(lint, ["."]).exception

    assert isinstance(error, DocumentError)
    assert str(error).startswith(f"{tmp_path.name} cannot be read")
    assert error.hint == "name a file in this folder"

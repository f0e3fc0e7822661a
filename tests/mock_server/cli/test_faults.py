"""The command `mock-server faults`."""

import json

import pytest
from click.testing import CliRunner

from mock_server.cli.faults import faults
from mock_server.faults.fault_catalogue import Catalogue
from tests.openapi.documents import PETS


def run(*arguments):
    """Run the command."""
    return CliRunner().invoke(faults, [*arguments])


@pytest.fixture(scope="module")
def listed():
    """Everything the command knows, as JSON."""
    return json.loads(run("--format", "json").stdout)


def test_kind_narrows_the_list():
    """Faults of transport, with their settings and the check that catches each."""
    lines = run("--kind", "transport").stdout.splitlines()

    assert lines[:3] == [
        "transport: every operation",
        "  delay;seconds=1;up-to=0",
        "      The answer is delayed by a fixed or random time.",
    ]
    assert "  reset  -> answered" in lines


def test_an_empty_list_says_why():
    """A kind that the documents have no fault of is no empty line."""
    asked = run("--kind", "records")

    assert asked.exit_code == 0
    assert asked.stdout == (
        "There are no faults of records for elastic_path, placewise: "
        "no write changes what a GET shows.\n"
    )


def test_api_narrows_the_list():
    """Only what belongs to one API, and what no answer of it can break, with the reason."""
    lines = run("--api", "placewise", "--kind", "contract").stdout.splitlines()

    assert lines[0] == "contract: placewise showMembersImportStatus"
    assert "  drop.bulks.*.status  -> schema" in lines
    assert lines[-2].startswith("  placewise.client-names-itself  ")
    assert not [line for line in lines if "elastic" in line]


def test_json_has_a_version_and_everything(listed):
    """Programs get every fault with what must catch it."""
    by_id = {fault["id"]: fault for fault in listed["faults"]}

    assert listed["version"] == 1
    assert by_id["drop.bulks.*.status"] == {
        "id": "drop.bulks.*.status",
        "kind": "contract",
        "summary": "bulks/*/status is missing.",
        "api": "placewise",
        "operation": "showMembersImportStatus",
        "statuses": ["200"],
        "settings": [],
        "caught_by": ["schema"],
        "also": [],
        "query": {},
        "answers": 1,
    }
    assert len(listed["faults"]) > 180
    assert {rule["rule"] for rule in listed["unbreakable"]} == {
        "placewise.client-names-itself",
        "placewise.slugs-agree",
    }


def test_other_documents_can_be_listed():
    """A third API's faults follow from its document alone."""
    result = run("--spec", "tests/fixtures/warehouse.yaml", "--kind", "pagination")

    assert "  page.overlap  -> pagination-walk" in result.stdout.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--api", "placewize"], "did you mean 'placewise'? Allowed: elastic_path, placewise."),
        (["--api", "x"], "there is no API 'x'. Allowed: elastic_path, placewise."),
        (["--kind", "x"], "'x' is not one of"),
        (["--spec", "/nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_what_cannot_be_listed_is_refused(arguments, words):
    """An error gives one message and exit code 2."""
    result = run(*arguments)

    assert result.exit_code == 2
    assert words in result.stderr


def test_faults_follow_the_chosen_reading(listed):
    """With another reading there are faults of other properties."""
    words = ("--api", "placewise", "--kind", "contract")
    singular = run(*words, "--reading", "placewise.payload-key=singular").stdout

    assert "  drop.members_in_payload_number  " in singular
    assert "drop.members_in_payload_number" not in {fault["id"] for fault in listed["faults"]}
    assert "drop.members_in_payloads_number" in {fault["id"] for fault in listed["faults"]}


def test_text_lists_the_faults_of_the_json_without_their_side_effects(listed, monkeypatch):
    """The text shows the same faults, and does not wait for the side effects of each."""
    monkeypatch.setattr(Catalogue, "faults", None)
    lines = run("--kind", "contract").stdout.splitlines()
    ids = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    contract = [each["id"] for each in listed["faults"] if each["kind"] == "contract"]

    assert ids == [*contract, *(each["rule"] for each in listed["unbreakable"])]


def test_documents_are_arguments_as_of_serve(tmp_path):
    """`mock-server faults zoo.yaml` lists the faults of the document that is served."""
    path = tmp_path / "pets.yaml"
    path.write_text(PETS, encoding="utf-8")

    found = run(str(path))

    assert (found.exit_code, found.output) == (0, run("--spec", str(path)).output)
    assert "pets getPet" in found.output

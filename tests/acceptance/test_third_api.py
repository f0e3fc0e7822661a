"""A third API is YAML alone: a made-up one, served and checked by the real commands."""

import json
import re
import shlex
import shutil

import pytest

from mock_server import MockServer, Settings
from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process, run, run_here
from tests.acceptance.conftest import WAREHOUSE
from tests.acceptance.refusals import assert_problem, assert_warehouse_refusal
from tests.acceptance.third_api import GOODS, KETTLE, STOCKTAKE, ask, post

THOROUGHLY = ("listGoods", "addGoods", "readShelves", "followStocktake")
"""Operations of which each is of another kind; `make selftest` checks all six as thoroughly."""


@pytest.fixture(scope="module")
def proposed(warehouse):
    """The words of the command that the report of a quick check ends with."""
    only = [word for name in THOROUGHLY for word in ("--operation", name)]
    first = check_served(warehouse, "--profile", "smoke", *only)
    (words,) = re.findall(r"^next: (contracts check .*)$", first.stdout, re.MULTILINE)
    return shlex.split(words)


@pytest.fixture(scope="module")
def checked(proposed):
    """Run that command, a thorough read-only check, once for several tests."""
    return run(*proposed, "--verbose")


def check_served(warehouse, *words: str):
    """Check the served warehouse by its own document."""
    return run_here("contracts", "check", warehouse.url, "--spec", str(WAREHOUSE), *words)


def assert_passed(result) -> None:
    """Assert that nothing was found, and that Schemathesis took the document as it is."""
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Invalid Schema Object" not in result.stdout


def test_check_passes_the_served_document(checked):
    """`contracts check --spec` passes `mock-server serve --spec` of the same document."""
    assert_passed(checked)


def test_unsafe_check_passes_the_served_document(warehouse):
    """With `--unsafe`, operations that may change state are called as well, and pass."""
    result = check_served(warehouse, "--profile", "smoke", "--unsafe")
    only = ("--operation", "addGoods")  # others were called in `checked`
    generated = check_served(warehouse, "--profile", "ci", "--unsafe", *only)

    assert_passed(result)
    assert_passed(generated)
    assert "LEFT OUT" not in result.stdout


def test_check_lists_what_it_left_out(checked):
    """The report names an operation that was left out because it may change state."""
    lines = [line for line in checked.stdout.splitlines() if "addGoods" in line]

    assert any("left out" in line.lower() for line in lines), checked.stdout + checked.stderr


@cases(
    "operation, said, broken, found",
    {
        "header-is-missing": (
            "listGoods",
            "            X-Total-Count:",
            "            X-Nothing:",
            r"^error +response-headers at X-Total-Count +\(listGoods\)",
        ),
        "location-is-missing": (
            "addGoods",
            "            Location:",
            "            X-Nothing:",
            r"^error +response-headers at Location +\(addGoods\)",
        ),
        "number-is-a-text": (
            "listGoods",
            "{code: KE-0007, label: Kettle, kilograms: 1.25,",
            "{code: KE-0007, label: Kettle, kilograms: heavy,",
            r"^error +schema at /goods/0/kilograms",
        ),
        "duplicate-code": (
            "listGoods",
            "{code: LA-0100,",
            "{code: KE-0007,",
            r"^error +warehouse.codes-unique",
        ),
        "more-is-counted-than-is-there": (
            "followStocktake",
            "counted: 60",
            "counted: 160",
            r"^error +warehouse.counted-within-expected",
        ),
    },
)
def test_check_finds_one_broken_value(tmp_path, operation, said, broken, found):
    """One change in a document is found when its mock is checked against the original."""
    for path in WAREHOUSE.parent.glob("warehouse*.yaml"):
        shutil.copy(path, tmp_path)
    text = WAREHOUSE.read_text(encoding="utf-8")
    assert said in text
    copy = tmp_path / WAREHOUSE.name
    copy.write_text(text.replace(said, broken, 1), encoding="utf-8")

    with MockServer(Settings(port=0, specs=(copy,), keeps_examples=True)) as other:
        result = run_here(
            *("contracts", "check", other.url, "--spec", str(WAREHOUSE)),
            *("--profile", "smoke", "--unsafe", "--operation", operation),
        )

    assert result.returncode == 1, result.stdout + result.stderr
    assert re.search(found, result.stdout, re.MULTILINE), result.stdout


def test_next_command_of_the_report_can_be_pasted(proposed, checked):
    """The command in the report's last line can be run unchanged, and is more thorough."""
    assert proposed[-2:] == ["--profile", "ci"]
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_default_examples_are_served(warehouse):
    """The first named example is the answer, unless the document names another one."""
    goods = ask(warehouse, GOODS)
    stocktake = ask(warehouse, STOCKTAKE)

    assert goods.status == stocktake.status == 200
    assert [item["code"] for item in goods.json()["goods"]] == ["KE-0007", "LA-0100", "TE-2048"]
    assert "Tea, “Darjeeling”".encode() in goods.body
    assert stocktake.json()["state"] == "counting"


def test_documented_header_is_sent(warehouse):
    """A header that the document requires of an answer comes with its example."""
    answer = ask(warehouse, GOODS)

    assert answer.header("x-total-count") == "3"


def test_literal_path_wins_over_a_template(warehouse):
    """`goods/newest` is not goods with the code `newest`, in any order of the paths."""
    newest = ask(warehouse, GOODS + b"/newest")
    by_code = ask(warehouse, GOODS + b"/KE-0007")

    assert newest.json()["code"] == "TE-2048"
    assert by_code.json()["code"] == "KE-0007"


def test_answer_follows_from_the_schema_without_an_example(warehouse):
    """An operation without an example gets the smallest body that its schema allows."""
    answer = ask(warehouse, b"/api/v1/depots/7/shelves")

    assert answer.status == 200
    assert answer.json()["name"] == "A"
    assert isinstance(answer.json()["shelves"], list)


def test_answer_without_a_body_is_empty(warehouse):
    """An operation that documents 204 and no id answers 204 and no byte more."""
    answer = ask(warehouse, b"/api/v1/pulse")

    assert answer.status == 204
    assert answer.body == b""


@cases(
    "query, codes",
    {
        "first": (b"start=0&count=1", ["KE-0007"]),
        "second": (b"start=1&count=1", ["LA-0100"]),
        "rest": (b"start=1", ["LA-0100", "TE-2048"]),
        "past-the-end": (b"start=3&count=50", []),
        "far-past-the-end": (b"start=5000", []),
    },
)
def test_list_is_paged_by_its_own_parameters(warehouse, query, codes):
    """`x-pagination` names the parameters, and the mock cuts the list by them."""
    answer = ask(warehouse, GOODS + b"?" + query)

    assert answer.status == 200
    assert [item["code"] for item in answer.json()["goods"]] == codes


def test_post_can_be_answered_with_another_documented_status(warehouse):
    """`Prefer: code=422` gets the documented 422 and its media type."""
    answer = post(warehouse, json.dumps(KETTLE).encode(), b"application/json", b"Prefer: code=422")

    assert answer.status == 422
    assert answer.json()["fault"]["hint"] == "The code is taken."
    assert_warehouse_refusal(answer)


def test_named_example_can_be_chosen(warehouse):
    """Every named example is reachable, by header and by query."""
    by_header = ask(warehouse, GOODS, headers=[b"Prefer: example=empty"])
    by_query = ask(warehouse, STOCKTAKE + b"?__example=closed")

    assert by_header.json() == {"goods": []}
    assert by_query.json()["state"] == "closed"


def test_unknown_example_is_a_problem_with_the_nearest_match(warehouse):
    """The tool says what there is."""
    answer = ask(warehouse, GOODS, headers=[b"Prefer: example=three-good"])

    assert answer.status == 422
    assert_problem(answer)
    assert "three-goods" in answer.body.decode()
    assert "empty" in answer.body.decode()


def test_contract_is_served_with_the_mock_first(warehouse):
    """The served document is whole, and its first server is the mock, base path included."""
    answer = ask(warehouse, b"/__openapi/warehouse.json")
    document = answer.json()

    assert answer.status == 200
    assert document["servers"][0]["url"].endswith("/api/v1")
    assert "warehouse.example.com" not in document["servers"][0]["url"]
    assert all(
        ref.startswith("#/") for ref in re.findall(r'"\$ref":"([^"]*)"', answer.body.decode())
    )


def test_key_in_the_query_and_bearer_token_are_asked_for():
    """`--require-auth` asks for the key or the token that the operation names, and no other."""
    with mock_process(
        "--spec", str(WAREHOUSE), "--require-auth", "--auth-token", "open-sesame"
    ) as locked:
        answers = [
            ask(locked, GOODS),
            ask(locked, GOODS + b"?licence=wrong"),
            ask(locked, GOODS, headers=[b"Authorization: Bearer open-sesame"]),
            ask(locked, GOODS + b"?licence=open-sesame"),
            ask(locked, STOCKTAKE),
            ask(locked, STOCKTAKE, headers=[b"Authorization: Bearer wrong"]),
            ask(locked, STOCKTAKE, headers=[b"Authorization: Bearer open-sesame"]),
            ask(locked, b"/api/v1/pulse"),
        ]

    assert [answer.status for answer in answers] == [401, 401, 401, 200, 401, 401, 200, 204]
    assert answers[4].header("www-authenticate")
    assert_warehouse_refusal(answers[0])
    assert_warehouse_refusal(answers[5])


def test_check_passes_with_credentials():
    """With the token at hand, the check passes a mock that insists on it, and never prints it."""
    with mock_process(
        "--spec", str(WAREHOUSE), "--require-auth", "--auth-token", "open-sesame"
    ) as locked:
        result = run_here(
            *("contracts", "check", locked.url, "--spec", str(WAREHOUSE), "--profile", "smoke"),
            *("--env", "WAREHOUSE_LICENCE", "--env", "WAREHOUSE_TOKEN"),
            env={"WAREHOUSE_LICENCE": "open-sesame", "WAREHOUSE_TOKEN": "open-sesame"},
        )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "open-sesame" not in result.stdout + result.stderr

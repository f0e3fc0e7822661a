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
from tests.acceptance.raw_socket import Answer, exchange, request
from tests.acceptance.refusals import assert_problem, assert_warehouse_refusal

GOODS = b"/api/v1/depots/7/goods"
STOCKTAKE = b"/api/v1/stocktakes/9d1f5a3c-2b4e-4c6d-8e7f-0a1b2c3d4e5f"
KETTLE = {"code": "KE-0008", "label": "Kettle", "kilograms": 1.25}


def ask(warehouse, target: bytes, **changes) -> Answer:
    """Ask the served warehouse for `target`."""
    return exchange(warehouse.address, request(target, **changes))


def post(warehouse, body: bytes, content_type: bytes = b"application/json", *more: bytes) -> Answer:
    """Put goods into depot 7."""
    headers = [b"Content-Type: " + content_type, b"Content-Length: %d" % len(body), *more]
    return ask(warehouse, GOODS, method=b"POST", headers=headers, body=body)


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


@cases(
    "query",
    {
        "array-repeated": b"colours=red&colours=blue",
        "array-of-one": b"colours=green",
        "array-with-commas": b"sizes=10,12",
        "array-with-escaped-commas": b"sizes=10%2C12",
        "boolean": b"fragile=false",
        "number": b"heavier_than=2.5",
        "number-whole": b"heavier_than=2",
        "number-exponent": b"heavier_than=2.5e1",
        "date-time": b"changed_since=2024-02-29T08:30:00Z",
        "date-time-offset": b"changed_since=2024-02-29T08:30:00.5%2B02:00",
        "date": b"best_before=2024-02-29",
        "uuid": b"batch=00000000-0000-0000-0000-000000000000",
        "unknown": b"unknown=parameter",
    },
)
def test_valid_parameters_are_taken(warehouse, query):
    """Arrays, booleans, numbers, dates and UUIDs are taken as OpenAPI writes them."""
    answer = ask(warehouse, GOODS + b"?" + query)

    assert answer.status == 200


@cases(
    "query",
    {
        "start-text": b"start=abc",
        "start-leading-zero": b"start=01",
        "start-too-big": b"start=5001",
        "count-zero": b"count=0",
        "count-too-big": b"count=51",
        "count-repeated": b"count=1&count=1",
        "array-item-unknown": b"colours=red&colours=pink",
        "array-too-long": b"colours=red&colours=green&colours=blue&colours=red",
        "array-item-no-integer": b"sizes=10,x",
        "array-item-empty": b"sizes=10,,12",
        "array-item-too-big": b"sizes=100",
        "array-empty": b"sizes=",
        "boolean-capitals": b"fragile=TRUE",
        "boolean-number": b"fragile=1",
        "boolean-empty": b"fragile=",
        "number-nan": b"heavier_than=nan",
        "number-infinity": b"heavier_than=inf",
        "number-overflow": b"heavier_than=1e400",
        "number-underscore": b"heavier_than=1_0",
        "number-below": b"heavier_than=-0.5",
        "number-comma": b"heavier_than=2,5",
        "date-time-text": b"changed_since=yesterday",
        "date-time-only-a-day": b"changed_since=2024-02-29",
        "date-time-no-such-day": b"changed_since=2023-02-29T08:30:00Z",
        "date-no-such-day": b"best_before=2025-02-30",
        "date-short": b"best_before=2025-2-3",
        "uuid-text": b"batch=not-a-uuid",
        "uuid-no-dashes": b"batch=3f1c2b7e8f0d4a559b1e6a1d2c3b4e5f0",
    },
)
def test_invalid_parameters_are_refused(warehouse, query):
    """What the schema does not allow gets 400 in this API's own words and media type."""
    answer = ask(warehouse, GOODS + b"?" + query)

    assert answer.status == 400
    assert_warehouse_refusal(answer)


@cases(
    "line, status",
    {
        "valid": (b"X-Client-Level: 2", 200),
        "lower-case": (b"x-client-level: 9", 200),
        "text": (b"X-Client-Level: two", 400),
        "hexadecimal": (b"X-Client-Level: 0x2", 400),
        "too-big": (b"X-Client-Level: 10", 400),
    },
)
def test_integer_header_is_read_as_an_integer(warehouse, line, status):
    """A header with an integer schema is taken when it is one, and refused when it is not."""
    answer = ask(warehouse, GOODS, headers=[line])

    assert answer.status == status


@cases(
    "target",
    {
        "depot-zero": b"/api/v1/depots/0/goods",
        "depot-text": b"/api/v1/depots/seven/goods",
        "depot-leading-zero": b"/api/v1/depots/07/goods",
        "code-pattern": GOODS + b"/ke-0007",
        "code-and-newline": GOODS + b"/KE-0007%0a",
        "uuid": b"/api/v1/stocktakes/1",
        "trailing-slash": GOODS + b"/",
        "base-path": b"/api/v1",
        "unknown": b"/api/v1/nothing",
    },
)
def test_path_that_names_nothing_is_refused(warehouse, target):
    """Below the base path, every refusal has this API's own shape."""
    answer = ask(warehouse, target)

    assert answer.status in {400, 404}
    assert_warehouse_refusal(answer)


@pytest.mark.parametrize("target", [b"/", b"/api/v2/pulse", b"/api/v10", b"/depots/7/goods"])
def test_path_outside_the_base_path_is_a_problem(warehouse, target):
    """Outside the base path no API answers, so the tool does."""
    answer = ask(warehouse, target)

    assert answer.status == 404
    assert_problem(answer)


def test_method_that_is_not_documented_names_those_that_are(warehouse):
    """405 names every method of the path, documented or automatic."""
    answer = ask(warehouse, GOODS, method=b"DELETE")

    assert answer.status == 405
    assert answer.words("allow") == {"get", "head", "options", "post"}
    assert_warehouse_refusal(answer)


def test_post_gets_the_documented_answer(warehouse):
    """A valid body gets 201, the example, and the documented Location."""
    answer = post(warehouse, json.dumps(KETTLE).encode())

    assert answer.status == 201
    assert answer.json() == {**KETTLE, "fragile": False, "best_before": None}
    assert answer.header("location") == "/api/v1/depots/7/goods/KE-0008"


def test_post_is_read_in_chunks_too(warehouse):
    """A body of unknown length is a body."""
    text = json.dumps(KETTLE).encode()
    answer = ask(
        warehouse,
        GOODS,
        method=b"POST",
        headers=[b"Content-Type: application/json; charset=utf-8", b"Transfer-Encoding: chunked"],
        body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(text), text),
    )

    assert answer.status == 201


@cases(
    "body",
    {
        "missing": b"",
        "blank": b" ",
        "not-json": b"{",
        "two-values": b"{} {}",
        "wrong-type": b"[]",
        "missing-field": b'{"code": "KE-0008", "label": "Kettle"}',
        "unknown-field": json.dumps({**KETTLE, "colour": "red"}).encode(),
        "wrong-pattern": json.dumps({**KETTLE, "code": "kettle"}).encode(),
        "text-for-number": json.dumps({**KETTLE, "kilograms": "1.25"}).encode(),
        "nan": b'{"code": "KE-0008", "label": "Kettle", "kilograms": NaN}',
        "duplicate-key": b'{"code": "KE-0008", "code": "KE-0008", "label": "K", "kilograms": 1}',
        "not-utf-8": b'{"code": "KE-0008", "label": "\xff", "kilograms": 1}',
        "utf-16": json.dumps(KETTLE).encode("utf-16"),
        "deep": b"[" * 100_000,
        "huge-integer": b'{"code": "KE-0008", "label": "K", "kilograms": ' + b"1" * 5000 + b"}",
    },
)
def test_post_of_a_bad_body_is_refused(warehouse, body):
    """A body that the schema does not allow, or that is no JSON, gets 400 or 422."""
    answer = post(warehouse, body)

    assert answer.status in {400, 422}
    assert_warehouse_refusal(answer)


@pytest.mark.parametrize(
    "content_type", [b"text/plain", b"garbage", b"", b"multipart/form-data", b"application/xml"]
)
def test_post_in_another_media_type_is_refused(warehouse, content_type):
    """A body in a media type that is not documented gets 415 in this API's own words."""
    answer = post(warehouse, json.dumps(KETTLE).encode(), content_type)

    assert answer.status == 415
    assert_warehouse_refusal(answer)


def test_post_of_a_huge_body_is_refused(warehouse):
    """A body beyond every sense is refused with a 4xx, not stored."""
    answer = post(warehouse, b'"' + b"a" * 34_000_000 + b'"')

    assert 400 <= answer.status < 500


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

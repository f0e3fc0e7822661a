"""Choosing an answer, as people know it: by status, by example, by media type, by reading."""

import json

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.commands import mock_process
from tests.acceptance.documented import DOCUMENTED_IMPORT, IMPORT, ask_import, ask_jobs
from tests.acceptance.refusals import (
    assert_elastic_path_refusal,
    assert_placewise_refusal,
    assert_problem,
)


@cases(
    "asked, status, said",
    {
        "default": ({}, 200, "members_in_payloads_number"),
        "prefer-code": ({"headers": [b"Prefer: code=404"]}, 404, "error"),
        "prefer-status": ({"headers": [b"Prefer: code=200, example=documented"]}, 200, "bulks"),
        "prefer-quoted": ({"headers": [b'Prefer: code="404"']}, 404, "error"),
        "prefer-case": ({"headers": [b"prefer: Code=404"]}, 404, "error"),
        "prefer-two-lines": ({"headers": [b"Prefer: wait=1", b"Prefer: code=404"]}, 404, "error"),
        "prefer-others": ({"headers": [b"Prefer: respond-async, wait=10"]}, 200, "bulks"),
    },
)
def test_import_is_chosen_by_header(mock, asked, status, said):
    """`Prefer` chooses among the documented answers; what it does not know it lets be."""
    answer = ask_import(mock, IMPORT + b"1", **asked)

    assert answer.status == status
    assert said in answer.json()


@cases(
    "query, status",
    {
        "code": (b"?__code=404", 404),
        "example": (b"?__example=not-found", 404),
        "both": (b"?__code=404&__example=not-found", 404),
    },
)
def test_import_is_chosen_by_query(mock, query, status):
    """`__code` and `__example` do in a link what `Prefer` does in a header."""
    answer = ask_import(mock, IMPORT + b"1" + query)

    assert answer.status == status
    assert answer.json() == {"error": "Job with such ID wasn't found."}


def test_placeholder_is_served_on_request(mock):
    """The `{}` that the page shows as a body is served when asked for, and only then."""
    answer = ask_import(mock, IMPORT + b"1?__example=placeholder")

    assert answer.status == 200
    assert answer.json() == {}


@cases(
    "query, status",
    {
        "code": (b"?__code=500", "500"),
        "string": (b"?__example=internal-server-error", "500"),
        "number": (b"?__example=from-schema", 500),
    },
)
def test_both_server_errors_are_served(mock, query, status):
    """Both documented 500 bodies are at hand, with the status as text and as number."""
    answer = ask_jobs(mock, query)

    assert answer.status == 500
    assert answer.json()["errors"][0]["status"] == status


@cases(
    "query, words",
    {
        "near": (b"?__example=documentd", ["documented", "placeholder", "not-found"]),
        "far": (b"?__example=zzz", ["documented", "placeholder", "not-found"]),
        "status": (b"?__code=410", ["200", "404"]),
        "status-text": (b"?__code=abc", ["abc"]),
        "status-zeros": (b"?__code=0404", ["0404"]),
        "wrong-pair": (b"?__code=404&__example=documented", ["not-found"]),
    },
)
def test_unknown_choice_is_a_problem(mock, query, words):
    """A name that does not exist gets 422 from the tool, with what there is."""
    answer = ask_import(mock, IMPORT + b"1" + query)
    text = answer.body.decode()

    assert answer.status == 422
    assert_problem(answer)
    assert [word for word in words if word not in text] == []


def test_unknown_choice_names_the_nearest(mock):
    """The problem says which name was probably meant."""
    answer = ask_import(mock, IMPORT + b"1", headers=[b"Prefer: example=place-holder"])

    assert "did you mean 'placeholder'" in answer.body.decode()


@pytest.mark.parametrize("query", [b"?__exmaple=placeholder", b"?__code=404&__code=200"])
def test_unclear_choice_is_a_problem(mock, query):
    """A misspelt or contradictory preference is reported."""
    answer = ask_import(mock, IMPORT + b"1" + query)

    assert answer.status == 422
    assert answer.header("mock-server-problem") == "invalid-preference"


def test_bad_request_is_refused_before_it_can_choose(mock):
    """A choice does not make a bad parameter good, but an error can still be asked for."""
    refused = ask_jobs(mock, b"?page[limit]=007&__code=200")

    assert refused.status == 400
    assert_elastic_path_refusal(refused)


@pytest.mark.parametrize(
    "accept",
    [
        b"*/*",
        b"application/*",
        b"application/json",
        b"APPLICATION/JSON; charset=utf-8",
        b"text/html, application/xhtml+xml, */*;q=0.1",
        b"application/problem+json;q=0.9, application/json;q=0.5",
    ],
)
def test_acceptable_media_types_are_served(mock, accept):
    """A client that takes JSON, or anything, gets JSON."""
    answer = ask_jobs(mock, headers=[b"Accept: " + accept])

    assert answer.status == 200
    assert answer.media_type == "application/json"


@pytest.mark.parametrize("accept", [b"text/html", b"application/xml", b"application/json;q=0"])
def test_media_type_that_cannot_be_served_is_said(mock, accept):
    """A client that does not take JSON gets 406 in the API's own words."""
    jobs = ask_jobs(mock, headers=[b"Accept: " + accept])
    members_import = ask_import(mock, IMPORT + b"1", headers=[b"Accept: " + accept])

    assert jobs.status == members_import.status == 406
    assert_elastic_path_refusal(jobs)
    assert_placewise_refusal(members_import)


def test_answer_that_a_client_has_is_not_sent_again(mock):
    """A GET that carries the answer's ETag gets 304 and no body."""
    tag = (ask_jobs(mock).header("etag") or "").encode()
    answer = ask_jobs(mock, headers=[b"If-None-Match: " + tag])

    assert answer.status == 304
    assert answer.body == b""


@cases(
    "reading, keys",
    {
        "plural": ("plural", {"members_in_payloads_number"}),
        "singular": ("singular", {"members_in_payload_number"}),
        "both": ("both", {"members_in_payloads_number", "members_in_payload_number"}),
    },
)
def test_reading_changes_what_is_served(reading, keys):
    """Each reading of the payload counter is served under its own spelling, with its number."""
    with mock_process("--reading", f"placewise.payload-key={reading}") as other:
        body = ask_import(other, IMPORT + b"1").json()

    assert {key for key in body if "payload" in key} == keys
    assert {body[key] for key in keys} == {4000}


def test_reading_of_the_import_id_takes_texts():
    """Read as a string, the import id takes what the vendor's other pages show."""
    with mock_process("--reading", "placewise.import-id-type=string") as other:
        answer = ask_import(other, IMPORT + b"import_21")

    assert answer.status == 200
    assert answer.json() == json.loads(DOCUMENTED_IMPORT)


def test_a_dynamic_server_varies_and_repeats():
    """`serve --dynamic` varies each answer; its seed repeats it, also after a restart."""
    with mock_process("--dynamic") as mock:
        first, second = ask_jobs(mock), ask_jobs(mock)
        seed = first.header("mock-server-seed").encode()
        again = ask_jobs(mock, headers=[b"Prefer: seed=" + seed])
    with mock_process() as mock:
        later = ask_jobs(mock, b"?__seed=" + seed)

    assert first.body != second.body
    assert first.body == again.body == later.body

"""Refusals in the words of the API."""

import json

import pytest

from mock_server.http.error_responses import (
    api_error_response,
    error_response,
    reason_phrase,
    validation_error_status,
)
from mock_server.http.problems import ProblemId, Reason, RequestRejected
from tests.acceptance.cases import cases

NO = RequestRejected(
    400, ProblemId.INVALID_REQUEST, "The limit is too high.", headers=((b"x-more", b"1"),)
)
SHAPED = """
x-refusal:
  media-type: application/vnd.no+json
  body: {list: [{status: %s, title: "", text: "", kept: true}]}
  status: /list/0/status
  title: /list/0/title
  message: /list/0/text
paths: {/a: {get: {responses: {'200': {description: x}}}}}
"""
DOCUMENTED = """
paths:
  /a:
    get:
      responses:
        '200': {description: x}
        4XX:
          description: no
          content: {application/json: {examples: {no: {value: {no: true}}}}}
"""
SILENT = "paths: {/a: {get: {responses: {'200': {description: x}}}}}"


@pytest.mark.parametrize(("kind", "status"), [("'0'", "400"), ("0", 400)], ids=["text", "number"])
def test_api_with_words_of_its_own_uses_them(contract_from, kind, status):
    """Status, reason phrase and message are where `x-refusal` puts them, the status in its type."""
    contract = contract_from(SHAPED % kind)
    answer = error_response(NO, contract, contract.operations[0])

    assert answer.status == 400
    assert json.loads(answer.body) == {
        "list": [
            {
                "status": status,
                "title": "Bad Request",
                "text": "The limit is too high.",
                "kept": True,
            }
        ]
    }
    assert dict(answer.headers) == {
        b"content-type": b"application/vnd.no+json",
        b"content-length": str(len(answer.body)).encode(),
        b"x-more": b"1",
    }


def test_template_without_pointers_is_used_as_it_is(contract_from):
    """A template without pointers is sent unchanged."""
    contract = contract_from(
        "x-refusal: {media-type: application/json, body: {error: no}}\n" + SILENT
    )

    assert json.loads(error_response(NO, contract, None).body) == {"error": "no"}


def test_documented_example_is_used(contract_from):
    """Without `x-refusal`, the operation's example of the status is the refusal."""
    contract = contract_from(DOCUMENTED)
    answer = error_response(NO, contract, contract.operations[0])

    assert (answer.status, json.loads(answer.body)) == (400, {"no": True})
    assert (b"x-more", b"1") in answer.headers


@cases(
    "content, media_type, body",
    {
        "example": ("application/xml: {example: <no/>}", "application/xml", "<no/>"),
        "schema": ("text/plain: {schema: {type: string, enum: [no]}}", "text/plain", "no"),
        "after JSON": (
            "text/plain: {example: no}, application/json: {example: 1}",
            "application/json",
            "1",
        ),
    },
)
def test_a_documented_error_may_have_any_media_type(contract_from, content, media_type, body):
    """APIs of XML and text refuse in their own format; JSON is preferred if there is a choice."""
    responses = f"{{'400': {{description: x, content: {{{content}}}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {responses}}}}}}}")
    answer = error_response(NO, contract, contract.operations[0])

    assert dict(answer.headers)[b"content-type"].decode() == media_type
    assert answer.body.decode() == body


SCHEMA = "{type: object, required: [msg], properties: {msg: {type: string%s}}}"


@cases(
    "content, body, note",
    {
        "its place": (f"{{schema: {SCHEMA % ''}}}", {"msg": "The limit is too high."}, None),
        "no room": (
            f"{{schema: {SCHEMA % ', maxLength: 2'}}}",
            None,
            b"refused: The limit is too high.",
        ),
        "example": ("{example: {no: 1}}", {"no": 1}, b"refused: The limit is too high."),
    },
)
def test_every_refusal_says_why(contract_from, content, body, note):
    """A derived error has the reason in its message, another one in a header, never nowhere."""
    responses = f"{{'400': {{description: x, content: {{application/json: {content}}}}}}}"
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {responses}}}}}}}")
    answer = error_response(NO, contract, contract.operations[0])

    assert body is None or json.loads(answer.body) == body
    assert dict(answer.headers).get(b"mock-server-note") == note


def test_reason_is_worth_more_than_the_example_and_the_example_more_than_no_reason(contract_from):
    """Rejections and faults use one function; each falls back on the preference of the other."""
    both = contract_from(SHAPED.split("paths:", maxsplit=1)[0] % 0 + DOCUMENTED)
    operation = both.operations[0]
    shaped = {"status": 404, "title": "Not Found", "text": "Gone.", "kept": True}
    worded = {
        (has_reason, status): json.loads(answer.body)
        for has_reason in (True, False)
        for status in (404, 500)
        if (answer := api_error_response(both, operation, status, "Gone.", has_reason=has_reason))
    }

    assert worded == {
        (True, 404): {"list": [shaped]},
        (False, 404): {"no": True},
        (True, 500): {"list": [shaped | {"status": 500, "title": "Internal Server Error"}]},
        (False, 500): {"list": [shaped | {"status": 500, "title": "Internal Server Error"}]},
    }


def test_api_without_words_has_no_wording(contract_from):
    """Without a format of the API, there is no response; the caller makes one."""
    silent = contract_from(SILENT)

    assert api_error_response(silent, silent.operations[0], 404, "?", has_reason=False) is None


@pytest.mark.parametrize(
    "is_known", [True, False], ids=["operation-without-format", "no-operation"]
)
def test_api_without_format_gets_a_problem(contract_from, is_known):
    """If the API documents no error format, the response is a problem of the mock."""
    contract = contract_from(SILENT if is_known else DOCUMENTED)
    answer = error_response(NO, contract, contract.operations[0] if is_known else None)

    assert dict(answer.headers)[b"mock-server-problem"] == b"invalid-request"
    assert json.loads(answer.body)["detail"] == "The limit is too high."


def test_path_of_no_api_gets_a_problem():
    """A request of no API is refused with a problem."""
    assert (b"mock-server-problem", b"invalid-request") in error_response(NO, None, None).headers


@cases(
    "responses, status",
    {
        "neither": ("'200'", 400),
        "400": ("'400'", 400),
        "both": ("'400', '422'", 400),
        "only-422": ("'422'", 422),
    },
)
def test_unreadable_request_gets_the_documented_status(contract_from, responses, status):
    """A request is refused with 400, unless the operation documents 422 alone."""
    listed = ", ".join(f"{each.strip()}: {{description: x}}" for each in responses.split(","))
    contract = contract_from(f"paths: {{/a: {{get: {{responses: {{{listed}}}}}}}}}")

    assert validation_error_status(contract.operations[0]) == status


@pytest.mark.parametrize(("status", "text"), [(404, "Not Found"), (470, "470")])
def test_status_has_a_reason(status, text):
    """HTTP's phrase is used; a status without one is its own phrase."""
    assert reason_phrase(status) == text


def test_refusal_of_fastapi_names_the_field(contract_from):
    """A form shows a refusal at its field: `loc` has the place, in the types of its schema."""
    contract = contract_from("""
paths:
  /a:
    get:
      responses:
        '422':
          description: no
          content:
            application/json:
              schema:
                type: object
                properties:
                  detail:
                    type: array
                    items:
                      type: object
                      required: [loc, msg, type]
                      properties:
                        loc: {type: array, items: {anyOf: [{type: string}, {type: integer}]}}
                        msg: {type: string}
                        type: {type: string}
""")
    reasons = (
        Reason("No number.", ("body", "items", 0, "price")),
        Reason("Too long.", ("body", "name")),
    )
    text = "No number. Too long."
    rejected = RequestRejected(422, ProblemId.INVALID_REQUEST, text, reasons=reasons)
    answer = error_response(rejected, contract, contract.operations[0])

    assert json.loads(answer.body)["detail"] == [
        {"loc": ["body", "items", 0, "price"], "msg": "No number.", "type": "text"},
        {"loc": ["body", "name"], "msg": "Too long.", "type": "text"},
    ]
    assert b"mock-server-note" not in dict(answer.headers)

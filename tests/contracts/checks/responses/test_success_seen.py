"""Tests of: the operation was answered with its documented success."""

import json
from dataclasses import replace

import pytest

from contracts.checks.responses import status_documented
from contracts.checks.responses.success_seen import check
from contracts.http.messages.exchange import Purpose
from contracts.observations.evidence import Evidence
from openapi.loading.document import load_contract
from tests.contracts.shop import COUNTED, evidence, exchange, observe, said


def test_one_success_is_enough():
    """A success among refusals proves the operation."""
    assert said(check(evidence(exchange(status=404), exchange(number=2)))) == ["pass"]


def test_no_success_is_an_error():
    """The finding lists the statuses of the answers."""
    found = said(check(evidence(exchange(status=404), exchange(status=404), exchange(status=418))))

    assert found == ["error: The success answer was never seen; seen: 404 (x2), 418 (x1)."]


def test_the_finding_has_the_words_of_a_problem():
    """Who reads the report learns why; a mock names the schema that has no value."""
    problem = {"title": "no", "detail": "no value for\n/components/schemas/Odd."}
    headers = (("Content-Type", "application/problem+json"),)
    silent = exchange(status=418, body={**problem, "detail": ""}, headers=headers)
    spoken = exchange(status=418, body=problem, headers=headers)

    lost = exchange(status=404, body=problem, headers=headers)

    [found] = said(check(evidence(spoken)))
    [unproved] = said(check(evidence(lost)))
    [other] = said(check(evidence(silent)))

    assert found.endswith("seen: 418 (x1). The server says: no value for /components/schemas/Odd.")
    assert other.endswith("seen: 418 (x1).")
    assert unproved.endswith("; the server says: no value for /components/schemas/Odd")


@pytest.mark.parametrize("status", [404, 410])
def test_only_404_of_resources_is_not_exercised(status):
    """A server without the documented order is healthy, but not proved."""
    answers = (exchange(status=status), exchange("/v1/orders/x", status=400))

    assert said(check(evidence(*answers))) == [
        f"not exercised: every answer is {status}: no existing order_id is known"
    ]


@pytest.mark.parametrize(
    "refused",
    [
        exchange("/v1/orders/7?other=1", status=400),
        exchange("/v1/orders/8", status=422),
        exchange(status=405, method="HEAD"),
        exchange(status=406, sent=(("X-Shop", "corner"), ("Accept", "text/csv"))),
        exchange(status=431, sent=(("X-Shop", "x" * 3000),)),
        exchange(status=426, purpose=Purpose.PROTOCOL),
    ],
)
def test_a_permitted_refusal_does_not_hide_that_no_resource_is_known(refused):
    """A permitted refusal does not show whether the documented order exists."""
    assert said(check(evidence(exchange(status=404), refused))) == [
        "not exercised: every answer is 404: no existing order_id is known"
    ]


def test_a_refusal_of_the_documented_request_is_not_hidden_by_404():
    """A 400 to the documented request is an error."""
    found = said(check(evidence(exchange("/v1/orders/8", status=404), exchange(status=400))))

    assert found[0].startswith("error: ")


@pytest.mark.parametrize("status", [400, 422])
def test_an_id_that_no_server_id_looks_like_is_not_known(status):
    """A server of UUIDs refuses `text`; the documented example must be known, or not be found."""
    about = {"status": status, "purpose": Purpose.DOCUMENTED}

    assert said(check(evidence(exchange("/v1/orders/8", **about)))) == [
        f"not exercised: every answer is {status}: no existing order_id is known"
    ]
    assert said(check(evidence(exchange("/v1/orders/7", **about))))[0].startswith("error: ")


def test_a_failure_for_an_id_that_was_made_up_proves_no_second_fault():
    """The failure is an error of its own; whether an order that exists is shown is not known."""
    about = {"status": 500, "purpose": Purpose.DOCUMENTED}

    assert said(check(evidence(exchange("/v1/orders/8", **about)))) == [
        "not exercised: every answer is 500: no existing order_id is known"
    ]
    head = exchange("/v1/orders/8", status=405, method="HEAD", purpose=Purpose.METHOD, number=2)
    assert said(check(evidence(exchange("/v1/orders/8", **about), head))) == [
        "not exercised: every answer is 500: no existing order_id is known"
    ]
    assert said(check(evidence(exchange("/v1/orders/7", **about))))[0].startswith("error: ")


DOWNLOAD = """
openapi: 3.0.3
info: {title: Files, version: "1"}
paths:
  /download:
    get:
      operationId: download
      parameters:
        - {name: path, in: query, required: true, schema: {type: string}}
        - {name: as, in: query, required: true, schema: {type: string, enum: [text, html]}}
        - {name: dark, in: query, schema: {type: string}}
      responses: {"200": {description: the file}}
  /search:
    get:
      operationId: search
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {"200": {description: what was found}}
"""


@pytest.mark.parametrize(
    ("target", "status", "verdict"),
    [
        (
            "/download?path=text&as=text",
            404,
            "not exercised: every answer is 404: no existing path",
        ),
        (
            "/download?path=text&as=text",
            400,
            "not exercised: every answer is 400: no existing path",
        ),
        ("/search?q=text", 404, "error: The success answer was never seen; seen: 404 (x1)."),
        ("/search", 404, "error: The success answer was never seen; seen: 404 (x1)."),
    ],
)
def test_a_made_up_value_of_a_required_parameter_may_name_nothing(
    tmp_path, target, status, verdict
):
    """A file is named in the query as well; what may be left out, or is listed, names none."""
    path = tmp_path / "files.yaml"
    path.write_text(DOWNLOAD)
    contract = load_contract(path)
    name = target.partition("?")[0].strip("/")
    asked = exchange(target, status=status, made_for=name, purpose=Purpose.DOCUMENTED, sent=())
    seen = observe(asked, contract=contract)

    found = said(
        check(Evidence(contract=contract, operation=seen[0].operation, observations=tuple(seen)))
    )

    assert found[0].startswith(verdict)


def test_odd_paths_do_not_hide_missing_credentials():
    """What is found is refused with 401, and a path that does not exist with 404."""
    answers = (exchange(status=401), exchange("/v1/orders/8", status=404))

    assert said(check(evidence(*answers))) == [
        "not exercised: every answer is 401: credentials are missing"
    ]


def test_permitted_refusals_alone_are_an_error():
    """A server that refuses every request has proved nothing."""
    assert said(check(evidence(exchange("/v1/orders/8", status=422))))[0].startswith("error: ")


@pytest.mark.parametrize("purpose", [Purpose.METHOD, Purpose.PARAMETER])
def test_a_refusal_of_an_invalid_request_for_something_else_accuses_no_server(purpose):
    """The time of a run was over before the documented request, and another probe came by."""
    refused = exchange(status=400, sent=(), purpose=purpose)

    assert said(check(evidence(refused))) == [
        "not exercised: no documented request was made, and others were refused"
    ]
    documented = replace(refused, purpose=Purpose.DOCUMENTED)
    assert said(check(evidence(documented)))[0].startswith("error: ")


def test_only_404_of_a_list_is_an_error():
    """A list always exists."""
    answer = exchange("/v1/orders", status=404, made_for="listOrders")

    assert said(check(evidence(answer)))[0].startswith("error: ")


def test_another_success_does_not_count():
    """An undocumented 203 proves nothing, and one wrong status is one error, not two."""
    answers = evidence(exchange(status=203))

    assert said(check(answers)) == ["not exercised: the success has an undocumented status: 203"]
    assert said(status_documented.check(answers))[0].startswith("error: The status 203 ")


@pytest.mark.parametrize(
    ("unread", "why"),
    [
        (exchange(is_cut=True), "only the beginning of the body is there"),
        (
            exchange(headers=(*COUNTED, ("Content-Encoding", "br")), body=b"\x8b"),
            "the body is in a content coding that is not read (br)",
        ),
        (exchange(body=b"[" * 100 + b"]" * 100), "nested deeper than 64 levels"),
        (exchange(body=b'{"id": 1e999}'), "1e999 is too large a number"),
    ],
)
def test_a_success_that_could_not_be_read_proves_nothing(unread, why):
    """It is said to have been received; neither does it pass, nor is the server accused."""
    assert said(check(evidence(unread))) == [
        f"not exercised: the success answer was received but could not be read: {why}"
    ]
    assert said(check(evidence(unread, exchange()))) == ["pass"]


def test_only_401_is_not_exercised():
    """Without credentials the operation neither passes nor fails."""
    assert said(check(evidence(exchange(status=401), exchange(status=403)))) == [
        "not exercised: every answer is 401 or 403: credentials are missing"
    ]


def test_refusals_of_invalid_requests_do_not_hide_missing_credentials():
    """A 400 to an invalid request is not about the valid ones."""
    answers = (exchange(status=401), exchange("/v1/orders/x", status=400))

    assert said(check(evidence(*answers)))[0].startswith("not exercised: every answer is 401")


def test_401_with_credentials_is_an_error():
    """Credentials that are always refused are an error."""
    sent = (("X-Shop", "corner"), ("X-Token", "secret"))

    [result] = check(evidence(exchange(status=401, sent=sent)))

    assert said([result])[0].startswith("error: ")
    assert result.finding.cause == "401", "many operations are one finding"


def test_operations_that_always_fail_are_one_finding():
    """A database that is away is one cause; an operation that is refused is about itself."""
    causes = [
        result.finding.cause
        for status in (500, 503, 424, 409)
        for result in check(
            evidence(
                exchange(status=status, purpose=Purpose.DOCUMENTED),
                exchange("/v1/orders/x", status=422, purpose=Purpose.PARAMETER, number=2),
            )
        )
    ]

    assert causes == ["server errors", "server errors", "424", ""]


def test_a_busy_server_is_not_exercised():
    """A server that is always busy is neither right nor wrong."""
    busy = exchange(status=503, headers=(*COUNTED, ("Retry-After", "9")))

    assert said(check(evidence(exchange(status=429), busy))) == [
        "not exercised: the server was busy every time"
    ]


@pytest.mark.parametrize("status", [403, 429, 503])
def test_what_says_busy_is_one_verdict_beside_a_permitted_refusal(status):
    """The server reads no head that is too long, and says to all others to come back later."""
    busy = exchange(status=status, headers=(*COUNTED, ("Retry-After", "9")))
    long = exchange(status=431, sent=(("X-Shop", "x" * 3000),), number=2)

    assert said(check(evidence(busy, long))) == ["not exercised: the server was busy every time"]


def test_a_503_that_is_not_about_load_is_an_error():
    """Without Retry-After it is a server error as any other."""
    assert said(check(evidence(exchange(status=503))))[0].startswith("error: ")


@pytest.mark.parametrize(
    "header", [("X-RateLimit-Remaining", "0"), ("RateLimit-Remaining", "0"), ("Retry-After", "60")]
)
def test_a_spent_quota_is_not_a_missing_credential(header):
    """A 403 of which the headers say that the quota is spent is throttling, not about a login."""
    spent = exchange(status=403, headers=(*COUNTED, header))

    assert said(check(evidence(spent))) == ["not exercised: the server was busy every time"]


def test_a_403_with_requests_left_is_about_credentials():
    """Many servers write the quota into every answer."""
    left = exchange(status=403, headers=(*COUNTED, ("X-RateLimit-Remaining", "41")))

    assert "credentials are missing" in said(check(evidence(left)))[0]


def test_a_server_that_stopped_before_is_accused_of_that_alone():
    """The finding about the last answered request is enough."""
    silent = replace(evidence(exchange(failure="no answer within 10 s")), stopped_at=1)

    assert said(check(silent)) == ["not exercised: the server stopped answering before"]


def test_a_request_without_its_required_body_accuses_no_server():
    """A body in a media type that this command cannot write was not sent."""
    sent = exchange("/v1/orders", method="POST", status=415, made_for="createOrder")

    assert said(check(evidence(sent))) == [
        "not exercised: no body was sent: the contract has no example of application/json"
    ]


def only_answer(folder, documented, status):
    """Return the evidence of one answer of an operation that documents these other statuses."""
    document = folder / "api.json"
    answers = {name: {"description": "Documented."} for name in documented.split()}
    paths = {"/a": {"get": {"operationId": "refuse", "responses": answers}}}
    info = {"title": "t", "version": "1"}
    document.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    contract = load_contract(document)
    answer = exchange(
        "/a", b"", status=status, headers=(), made_for="refuse", sent=(), purpose=Purpose.DOCUMENTED
    )
    seen = observe(answer, contract=contract)
    return Evidence(contract=contract, operation=contract.operations[0], observations=tuple(seen))


def test_an_operation_that_documents_refusals_only_is_proved_by_one(tmp_path):
    """Nothing is missing where the documents have no success to be seen."""
    assert said(check(only_answer(tmp_path, "400", 400))) == ["pass"]


def test_an_operation_that_changes_the_protocol_is_not_judged(tmp_path):
    """A server that refuses a client without an Upgrade is healthy, but not proved."""
    assert said(check(only_answer(tmp_path, "101", 426)))[0].startswith("not exercised")


def test_an_operation_without_any_answer_is_not_judged_by_a_refusal(tmp_path):
    """OpenAPI 3.1 allows it, and whatever a server answers is no error."""
    assert said(check(only_answer(tmp_path, "", 422)))[0].startswith("not exercised")


def test_an_operation_without_any_answer_is_proved_by_any_success(tmp_path):
    """Where nothing is documented about the answer, there is nothing else to see."""
    assert said(check(only_answer(tmp_path, "", 204))) == ["pass"]


def test_what_is_not_permitted_is_not_proved(tmp_path):
    """An administrator may have switched it off; an undocumented 403 is an error."""

    def with_credentials(documented):
        found = only_answer(tmp_path, documented, 403)
        seen = (replace(each, has_credentials=True) for each in found.observations)
        return said(check(replace(found, observations=tuple(seen))))

    assert with_credentials("200 403")[0].startswith("not exercised: every documented request is")
    assert with_credentials("200")[0].startswith("error: ")


def test_what_the_documents_say_may_be_missing_is_not_proved(tmp_path):
    """Results need not be there yet; a 404 that no document names, or only a range, is an error."""
    reason = "not exercised: every documented request is answered with 404, as documented"

    assert said(check(only_answer(tmp_path, "200 404", 404))) == [reason]
    for documented in ("200", "200 4XX", "200 default", "200 410"):
        assert said(check(only_answer(tmp_path, documented, 404)))[0].startswith("error: ")


def test_what_is_not_known_is_the_last_of_the_path(tmp_path):
    """Documents name parameters in any order; the last of the path is the resource itself."""
    document = tmp_path / "api.json"
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("book", "page")
    ]
    answers = {"200": {"description": "A page."}}
    get = {"operationId": "read", "parameters": parameters, "responses": answers}
    info = {"title": "t", "version": "1"}
    paths = {"/{page}/of/{book}": {"get": get}}
    document.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    contract = load_contract(document)
    seen = observe(exchange("/a/of/b", b"", status=404, made_for="read"), contract=contract)

    judged = Evidence(contract=contract, operation=contract.operations[0], observations=(*seen,))

    assert said(check(judged)) == ["not exercised: every answer is 404: no existing book is known"]


def test_a_write_that_always_conflicts_is_not_proved(tmp_path):
    """Its resource is in another state; what only reads conflicts with nothing."""
    read = only_answer(tmp_path, "200", 409)
    write = replace(read.operation, method="POST")
    seen = tuple(replace(each, operation=write) for each in read.observations)

    assert said(check(read))[0].startswith("error: ")
    [unproved] = said(check(replace(read, operation=write, observations=seen)))
    assert unproved.startswith("not exercised: every documented request is answered with 409")

"""Tests of the contract's own examples as exchanges."""

from contracts.http.requests.targets import Target
from contracts.probes.contract_examples import gather
from openapi.loading.document import load_contract
from tests.contracts.shop import AT, ORIGIN, TARGET


def test_examples_become_answers():
    """Each documented example becomes an answer, in document order."""
    found = [(e.operation, e.note, e.response.status) for _, e in gather(TARGET, AT)]

    assert found == [("showOrder", "documented", 200), ("listOrders", "example", 200)]


def test_a_placeholder_is_left_out():
    """A placeholder in the documentation is not judged."""
    assert "nothing" not in [exchange.note for _, exchange in gather(TARGET, AT)]


def test_an_example_answers_a_documented_request():
    """Rules that look at the request see the documented one."""
    exchange = next(exchange for _, exchange in gather(TARGET, AT))

    assert exchange.request.target == "/v1/orders/7"
    assert exchange.response is not None
    assert exchange.response.media_type == "application/json"
    assert exchange.response.body.startswith(b'{"id":7,')


def gathered(tmp_path, answer, more=""):
    """Return the only example of a document, whose answer has this content."""
    path = tmp_path / "api.yaml"
    operation = f"{{{more}responses: {{'200': {{description: x, content: {answer}}}}}}}"
    head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
    path.write_text(f"{head}paths: {{/a: {{post: {operation}}}}}")
    ((_, exchange),) = gather(Target(contract=load_contract(path), origin=ORIGIN), AT)
    return exchange


def test_an_example_is_judged_although_no_request_can_be_made(tmp_path):
    """A body that cannot be written does not end the check."""
    schema = "schema: {type: string, minLength: 2, maxLength: 1}"
    body = f"requestBody: {{required: true, content: {{application/json: {{{schema}}}}}}}, "

    exchange = gathered(tmp_path, "{application/json: {example: 1}}", body)

    assert (exchange.request.target, exchange.response.body) == ("/a", b"1")


def test_an_example_of_any_media_type_is_json(tmp_path):
    """The documents' own `*/*` is not taken for a Content-Type that a server sent."""
    exchange = gathered(tmp_path, "{'*/*': {example: {a: 1}}}")

    assert exchange.response.media_type == "application/json"


def test_an_example_of_any_other_status_is_not_judged_as_a_success(tmp_path):
    """`default` beside a 200 is an error, whose schema is another one."""
    path = tmp_path / "api.yaml"
    content = "content: {application/json: {example: {error: x}}}"
    answers = f"{{'200': {{description: x}}, default: {{description: y, {content}}}}}"
    head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
    path.write_text(f"{head}paths: {{/a: {{get: {{responses: {answers}}}}}}}")

    ((_, exchange),) = gather(Target(contract=load_contract(path), origin=ORIGIN), AT)

    assert exchange.response.status == 500

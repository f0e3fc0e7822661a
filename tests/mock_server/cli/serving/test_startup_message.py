"""What is printed at start."""

import re

from mock_server.asgi.app import create_app
from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask

URL = "http://127.0.0.1:4010"


def test_everything_that_can_be_asked_is_listed(packaged):
    """Each operation and example has a line that works, the default ones marked."""
    text = startup_message(packaged, Settings(), URL)
    curl = "curl -H 'X-Loyalty-Club-Slug: infinity-mall'"
    job = f"{URL}/v3/infinity-mall/members/imports/1"

    assert (
        text
        == f"""\
Serving elastic_path, placewise on {URL}

GET /subscriptions/imports
  200 documented (default)   {URL}/subscriptions/imports
  500 internal-server-error  {URL}/subscriptions/imports?__example=internal-server-error
  500 from-schema            {URL}/subscriptions/imports?__example=from-schema
  also with ?__code=400, 401, 403, 404, 405, 429

GET /v3/{{loyalty_club_slug}}/members/imports/{{import_id}}
  200 documented (default)   {curl} {job}
  200 placeholder            {curl} '{job}?__example=placeholder'
  404 not-found              {curl} '{job}?__example=not-found'
  also with ?__code=400, 401, 405

Console   {URL}/__console
Docs      {URL}/__docs
Contract  {URL}/__openapi
Admin     {URL}/__docs/admin
Stop      Ctrl-C"""
    )


def test_admin_side_is_named_only_where_there_is_one(packaged):
    """A server that others can reach has no admin API to name."""
    assert "Admin" not in startup_message(packaged, Settings(host="0.0.0.0"), URL)  # noqa: S104


def test_token_is_shown_where_it_is_asked_for(packaged):
    """With authentication on, the token is printed, and used in every line that needs it."""
    text = startup_message(packaged, Settings(is_auth_required=True, auth_token="t0ken"), URL)  # noqa: S106

    assert "Token     t0ken" in text
    assert "-H 'X-Client-Authorization: t0ken'" in text
    assert f"curl -H 'Authorization: Bearer t0ken' {URL}/subscriptions/imports\n" in text


def test_token_is_not_shown_otherwise(packaged):
    """Without authentication no token is printed."""
    assert "t0ken" not in startup_message(packaged, Settings(auth_token="t0ken"), URL)  # noqa: S106


def test_operation_without_examples_has_a_line(contract_from):
    """A response that is generated from the schema has a line too."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x,"
        " content: {application/json: {schema: {type: integer}}}}}}}}"
    )

    assert f"  200 derived (default)  {URL}/a\n" in startup_message([contract], Settings(), URL)


def test_operation_without_a_body_has_a_line(contract_from):
    """A response without content has a line too, and so has one whose status allows none."""
    schema = "content: {text/plain: {schema: {type: string}}}"
    contract = contract_from(
        "paths: {/a: {get: {responses: {'204': {description: x}}}},"
        f" /b: {{get: {{responses: {{'204': {{description: x, {schema}}}}}}}}}}}"
    )
    text = startup_message([contract], Settings(), URL)

    assert f"  204 empty (default)  {URL}/a\n" in text
    assert f"  204 empty (default)  {URL}/b\n" in text


def test_equal_names_are_distinguished_by_status(contract_from):
    """If a name selects the success response, other responses are selected with their status."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {"
        "'200': {description: x, content: {application/json: {examples: {same: {value: 1}}}}},"
        "'404': {description: x, content: {application/json: {examples: {same: {value: 2}}}}}}}}}"
    )

    assert f"{URL}/a?__code=404&__example=same" in startup_message([contract], Settings(), URL)


def test_equal_names_of_ranges_are_distinguished_by_status(contract_from):
    """The line of an error in a range, or of `default`, leads to that error."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {"
        "2XX: {description: x, content: {application/json: {example: 1}}},"
        "4XX: {description: x, content: {application/json: {example: 2}}},"
        "default: {description: x, content: {application/json: {example: 3}}}}}}}"
    )
    text = startup_message([contract], Settings(), URL)
    app = create_app([contract], Settings())
    targets = re.findall(rf"{URL}(/a\?\S+)", text.replace("'", ""))

    assert [(ask(app, target).status, ask(app, target).body) for target in targets] == [
        (400, b"2"),
        (500, b"3"),
    ]


def test_an_answer_that_cannot_be_made_is_named(contract_from):
    """A line does not promise a value where the schema has none."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x, content:"
        " {application/json: {schema: {type: integer, minimum: 2, maximum: 1}}}}}}}}"
    )

    assert f"  200 no value (default)  {URL}/a\n" in startup_message([contract], Settings(), URL)


def test_errors_without_an_example_are_named(contract_from):
    """A 422 that is made from its schema can be asked for, so the list says how."""
    schema = "{description: x, content: {application/json: {schema: {type: integer}}}}"
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {{'200': {schema}, '404': {{description: x}},"
        f" '422': {schema}}}}}}}}}"
    )
    text = startup_message([contract], Settings(), URL)

    assert f"  200 derived (default)  {URL}/a\n  also with ?__code=404, 422\n" in text


def test_many_examples_are_left_to_the_docs(contract_from):
    """What does not fit on a screen shows the defaults and where to find the rest."""
    examples = ", ".join(f"e{i}: {{value: {i}}}" for i in range(60))
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x,"
        f" content: {{application/json: {{examples: {{{examples}}}}}}}}}}}}}}}}}"
    )
    text = startup_message([contract], Settings(), URL)

    assert "200 e0 (default)" in text
    assert "e1 " not in text
    assert f"More examples: {URL}/__console" in text


def test_many_operations_are_left_to_the_docs(contract_from):
    """A large document does not push its own address off the screen: one line an operation."""
    paths = "".join(
        f"  /p{i}: {{get: {{responses: {{'204': {{description: none}}}}}}}}\n" for i in range(60)
    )
    contract = contract_from(f"paths:\n{paths}")
    text = startup_message([contract], Settings(), URL)

    assert text.startswith("Serving api, 60 operations, on " + URL)
    assert f"GET     {URL}/p0\n" in text
    assert f"GET     {URL}/p39\n" in text
    assert "/p40" not in text
    assert len(text.splitlines()) < 55
    assert f"20 more operations, and requests to copy: {URL}/__console" in text
    assert f"20 more operations, and requests to copy: {URL}/__docs" in startup_message(
        [contract], Settings(is_admin_on=False), URL
    )


def test_long_requests_are_left_to_the_console(contract_from):
    """Bodies that fill the screen hide the other operations; each has a line and its address."""
    body = "{content: {application/json: {example: {text: %s}}}}" % ("x" * 4000)
    paths = "".join(
        f"  /p{i}: {{post: {{requestBody: {body}, responses: {{'204': {{description: none}}}}}}}}\n"
        for i in range(15)
    )
    text = startup_message([contract_from(f"paths:\n{paths}")], Settings(), URL)

    assert f"POST    {URL}/p14\n" in text
    assert "xxx" not in text
    assert f"Requests to copy: {URL}/__console" in text


LIST = "{description: x, content: {application/json: {example: [{id: 41}]}}}"
RECORDS = """
paths:
  /items:
    get:
      responses:
        '200': {description: x, content: {application/json: {example: [{id: 41}, {id: 42}]}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: x}}
  /items/{item_id}:
    get:
      parameters: [{name: item_id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: x, content: {application/json: {example: {id: 41}}}}}
"""


def test_stateful_mock_names_its_collections(contract_from):
    """A user of `--stateful` sees at the start which records there are, or that there are none."""
    none = contract_from("paths: {/a: {get: {responses: {'204': {description: x}}}}}")
    paths = "".join(
        f"  /p{i}: {{get: {{responses: {{'200': {LIST}}}}}, post: {{responses: {{}}}}}}\n"
        for i in range(7)
    )
    many = contract_from(f"paths:\n{paths}")

    def line(contract, *, is_stateful=True):
        text = startup_message([contract], Settings(is_stateful=is_stateful), URL)
        return re.findall("^Records .*$", text, re.MULTILINE)

    assert line(contract_from(RECORDS)) == ["Records   /items"]
    assert line(many) == ["Records   /p0, /p1, /p2, /p3, /p4 and others"]
    assert "none: --stateful has no effect" in line(none)[0]
    assert line(none, is_stateful=False) == []


def test_lines_of_a_stateful_mock_name_records_that_exist(contract_from):
    """The line that a person clicks first leads to a record, not to a 404."""
    contract = contract_from(RECORDS)

    assert f"{URL}/items/41\n" in startup_message([contract], Settings(is_stateful=True), URL)
    assert f"{URL}/items/41" not in startup_message([contract], Settings(), URL)

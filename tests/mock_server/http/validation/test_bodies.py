"""Request bodies."""

import asyncio
import threading

import pytest

from mock_server.http.problems import RequestRejected
from mock_server.http.requests import read_head
from mock_server.http.validation import bodies
from mock_server.http.validation.bodies import (
    MAX_BODY_BYTES,
    MAX_BYTES_AT_ONCE,
    MAX_JUDGED_BYTES,
    read_valid_body,
)
from mock_server.http.validation.body_memory import BodyMemory
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import scope_of

PATHS = """
paths:
  /a:
    post:
      requestBody:
        required: %s
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string}, count: {type: integer}}
          text/*: {}
      responses: {'200': {description: x}%s}
    get:
      responses: {'200': {description: x}}
"""
JSON = ("content-type", "application/json")


@pytest.fixture
def operation(contract_from):
    """An operation with a required body."""
    return find(contract_from(PATHS % ("true", "")), "POST")


def find(contract, method):
    """Return the contract's operation with this method."""
    return next(each for each in contract.operations if each.method == method)


def check(operation, *headers, chunks=(b"",)):
    """Check a body that arrives in chunks."""
    head = read_head(scope_of("POST", "/a", headers))
    messages = [
        {"type": "http.request", "body": chunk, "more_body": i < len(chunks) - 1}
        for i, chunk in enumerate(chunks)
    ]

    async def receive():
        return messages.pop(0)

    asyncio.run(read_valid_body(operation, head, receive))


@cases(
    "headers, chunks",
    {
        "json": ([JSON], [b'{"name": "x"}']),
        "chunked": ([JSON], [b'{"na', b'me": "', b'x"}', b""]),
        "charset": ([("content-type", "application/json; charset=utf-8")], [b'{"name": "x"}']),
        "case": ([("content-type", "Application/JSON")], [b'{"name": "x"}']),
        "identity": ([JSON, ("content-encoding", "identity")], [b'{"name": "x"}']),
        "text-is-not-judged": ([("content-type", "text/plain")], [b"\xff"]),
        "full-size": ([("content-type", "text/plain")], [b"x" * MAX_BODY_BYTES]),
    },
)
def test_documented_body_passes(operation, headers, chunks):
    """A valid body is accepted, in any number of pieces."""
    check(operation, *headers, chunks=chunks)


@cases(
    "headers, body, status, message",
    {
        "missing": ([JSON], b"", 400, "The request body is required"),
        "not-json": ([JSON], b"{", 400, "is not JSON"),
        "duplicate-key": ([JSON], b'{"name": "x", "name": "y"}', 400, "appears twice"),
        "not-utf-8": ([JSON], b'{"name": "\xff"}', 400, "not UTF-8"),
        "nan": ([JSON], b'{"name": "x", "count": NaN}', 400, "NaN"),
        "deep": ([JSON], b"[" * 100_000, 400, "nested deeper"),
        "huge-number": ([JSON], b"1" * 5000, 400, "digits"),
        "wrong-type": ([JSON], b'{"name": 1}', 400, "Body at /name"),
        "no-type": ([], b'{"name": "x"}', 415, "Content-Type is ''"),
        "other-type": ([("content-type", "text2/xml")], b"<a/>", 415, "application/json, text"),
        "garbage-type": ([("content-type", "a/b/c")], b"x", 415, "'a/b/c'"),
        "range-as-type": ([("content-type", "*/*")], b"x", 415, "documented is"),
        "two-types": ([JSON, JSON], b"{}", 415, "documented is"),
        "compressed": ([JSON, ("content-encoding", "gzip")], b"x", 415, "'gzip'"),
        "announced-too-large": ([JSON, ("content-length", "33554433")], b"", 413, "33554432 bytes"),
        "announced-absurdly": ([JSON, ("content-length", "9" * 5000)], b"", 413, "33554432 bytes"),
    },
)
def test_other_body_is_refused(operation, headers, body, status, message):
    """An invalid body is refused with the suitable status."""
    with pytest.raises(RequestRejected, match=message) as raised:
        check(operation, *headers, chunks=[body])

    assert raised.value.status == status


def test_every_violation_is_reported(operation):
    """One refusal names everything that is wrong with a body."""
    with pytest.raises(RequestRejected) as raised:
        check(operation, JSON, chunks=[b'{"count": "x"}'])

    assert "name" in raised.value.message
    assert "/count" in raised.value.message


def test_endless_body_is_not_read_to_its_end(operation):
    """A body over the limit is refused at once; the rest is not read."""
    chunks = [b"x" * MAX_BODY_BYTES, b"x", b"never read"]

    with pytest.raises(RequestRejected) as raised:
        check(operation, JSON, chunks=chunks)

    assert raised.value.status == 413


def test_optional_body_may_be_missing(contract_from):
    """An optional body may be missing, with every `Content-Type`."""
    check(find(contract_from(PATHS % ("false", "")), "POST"), ("content-type", "garbage"))


def test_body_of_an_operation_without_one_is_ignored(contract_from):
    """A GET is answered with any body."""
    operation = find(contract_from(PATHS % ("true", "")), "GET")

    check(operation, ("content-type", "garbage"), chunks=[b"\xff" * 10])


def test_operation_that_documents_422_alone_refuses_with_it(contract_from):
    """An API that answers 422 to bad bodies does so here too."""
    operation = find(contract_from(PATHS % ("true", ", '422': {description: no}")), "POST")

    with pytest.raises(RequestRejected) as raised:
        check(operation, JSON, chunks=[b"{}"])

    assert raised.value.status == 422


def test_json_without_a_schema_need_only_be_json(contract_from):
    """A media type without a schema accepts any JSON."""
    contract = contract_from(
        "paths: {/a: {post: {requestBody: {content: {application/json: {}}},"
        " responses: {'200': {description: x}}}}}"
    )

    check(contract.operations[0], JSON, chunks=[b"[1]"])


def test_long_body_does_not_hold_up_the_loop(operation, monkeypatch):
    """A long body is judged in another thread, a short one at once; both are refused alike."""
    threads = []
    parse = bodies.parse_json

    def parse_json(body, **bounds):
        threads.append(threading.current_thread() is threading.main_thread())
        return parse(body, **bounds)

    monkeypatch.setattr(bodies, "parse_json", parse_json)
    for size in (1, MAX_BYTES_AT_ONCE):
        with pytest.raises(RequestRejected, match="lacks name"):
            check(operation, JSON, chunks=[b'{"count": 1%b}' % (b" " * size)])

    assert threads == [True, False]


def test_body_that_breaks_off_is_not_taken_for_a_whole_one(operation):
    """What came of a body before its client went is not judged as if that were all."""
    messages = [
        {"type": "http.request", "body": b'{"name": "x"}', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return messages.pop(0)

    with pytest.raises(RequestRejected, match="has no end"):
        asyncio.run(read_valid_body(operation, read_head(scope_of("POST", "/a", [JSON])), receive))


def test_a_long_body_of_very_many_values_is_refused(operation):
    """A value takes many times its bytes of memory: megabytes become gigabytes."""
    with pytest.raises(RequestRejected) as raised:
        check(operation, JSON, chunks=[b"[" + b"[]," * 400_000 + b"[]]"])

    assert (raised.value.status, "commas and brackets" in raised.value.message) == (413, True)


def test_a_body_of_eight_megabytes_is_judged(operation):
    """Everything up to the bound is read, not only the first megabyte."""
    check(operation, JSON, chunks=[b'{"name": "', b"x" * 8_000_000, b'"}'])
    with pytest.raises(RequestRejected, match="lacks name"):
        check(operation, JSON, chunks=[b'{"other": "', b"x" * 8_000_000, b'"}'])


def test_the_bound_is_a_setting(operation):
    """`--max-body` is the longest body."""
    head = read_head(scope_of("POST", "/a", [JSON]))

    async def receive():
        return {"type": "http.request", "body": b"x" * 11}

    with pytest.raises(RequestRejected) as raised:
        asyncio.run(read_valid_body(operation, head, receive, max_bytes=10))
    assert (raised.value.status, "10 bytes" in raised.value.message) == (413, True)


def test_a_body_without_a_length_needs_room_when_it_is_long(operation):
    """Chunked bodies share the memory, too; short ones need none of it."""
    memory = BodyMemory(1_000_000)
    free = []

    async def send(*chunks):
        messages = [{"type": "http.request", "body": each, "more_body": True} for each in chunks]
        messages.append({"type": "http.request"})

        async def receive():
            free.append(memory.free)
            return messages.pop(0)

        head = read_head(scope_of("POST", "/a", [JSON, ("transfer-encoding", "chunked")]))
        await read_valid_body(operation, head, receive, max_bytes=1_000_000, memory=memory)

    asyncio.run(send(b'{"name": "', b"x" * 1000, b'"}'))
    assert len({*free}) == 1
    asyncio.run(send(b'{"name": "', b"x" * 100_000, b'"}'))
    assert free[-1] == free[0] - 1_000_000
    assert memory.free == free[0]


def test_a_longer_body_is_accepted_unjudged(operation):
    """Parsing it would hold up other clients; a shorter one with the same mistake is refused."""
    body = b'{"name": 1, "x": "' + b"x" * MAX_JUDGED_BYTES + b'"}'
    check(operation, JSON, chunks=[body])
    with pytest.raises(RequestRejected, match="Body at /name"):
        check(operation, JSON, chunks=[b'{"name": 1, "x": "x"}'])


def test_a_documented_example_is_accepted_although_its_schema_does_not_allow_it(contract_from):
    """Who sends what the documentation shows is not refused; anything else is judged."""
    schema = "schema: {type: object, required: [name]}, example: {title: x}"
    body = f"requestBody: {{content: {{application/json: {{{schema}}}}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{'200': {{description: x}}}}}}}}}}"
    operation = find(contract_from(paths), "POST")

    check(operation, JSON, chunks=(b'{"title": "x"}',))
    with pytest.raises(RequestRejected):
        check(operation, JSON, chunks=(b'{"title": "y"}',))


@cases(
    "schema, is_judged",
    {
        "a file": ("{type: string, format: binary}", False),
        "a list": ("{type: array, items: {type: string}}", False),
        "fields": ("{type: object, required: [a]}", True),
        "fields or a file": ("{oneOf: [{type: string}, {type: object, required: [a]}]}", True),
        "nothing said": ("{required: [a]}", True),
    },
)
def test_a_form_is_judged_only_by_a_schema_of_fields(contract_from, schema, is_judged):
    """A document that says `type: string` of a whole form means a file, and every form is taken."""
    body = f"requestBody: {{content: {{multipart/form-data: {{schema: {schema}}}}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{'200': {{description: x}}}}}}}}}}"
    operation = find(contract_from(paths), "POST")
    form = ("content-type", "multipart/form-data; boundary=b")
    part = b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n'

    if is_judged:
        with pytest.raises(RequestRejected):
            check(operation, form, chunks=(part,))
    else:
        check(operation, form, chunks=(part,))


def test_a_form_that_is_shown_as_a_text_is_accepted(contract_from):
    """Although its schema does not allow it; any other form is judged."""
    kind = "application/x-www-form-urlencoded"
    schema = "schema: {type: object, properties: {a: {enum: [X]}}}, example: a=x&b=1"
    body = f"requestBody: {{content: {{{kind}: {{{schema}}}}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{'200': {{description: x}}}}}}}}}}"
    operation = find(contract_from(paths), "POST")

    check(operation, ("content-type", kind), chunks=(b"a=x&b=1",))
    with pytest.raises(RequestRejected):
        check(operation, ("content-type", kind), chunks=(b"a=x&b=2",))


def test_a_form_without_fields_is_an_empty_body(contract_from):
    """A browser sends nothing for it, which is a body all the same; other bodies need bytes."""
    kind = "application/x-www-form-urlencoded"
    schema = "schema: {type: object, properties: {a: {type: string}}}"
    content = f"{{{kind}: {{{schema}}}, multipart/form-data: {{{schema}}}}}"
    body = f"requestBody: {{required: true, content: {content}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{'200': {{description: x}}}}}}}}}}"
    operation = find(contract_from(paths), "POST")

    check(operation, ("content-type", kind))
    for headers in ([], [("content-type", "multipart/form-data; boundary=b")]):
        with pytest.raises(RequestRejected):
            check(operation, *headers)


XML_DOCUMENT = """
paths:
  /pets:
    post:
      operationId: add
      requestBody:
        required: true
        content:
          application/xml:
            schema:
              type: object
              required: [name]
              xml: {name: pet}
              properties: {name: {type: string}, age: {type: integer, xml: {attribute: true}}}
      responses: {"201": {description: Added.}}
"""


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<pet age='3'><name>Rex</name></pet>", ""),
        (b"<pet age='3'/>", "name"),
        (b"<pet age='old'><name>Rex</name></pet>", "Body at /age"),
        (b"<pet>", "is not XML"),
        (b"<!DOCTYPE pet><pet/>", "document type"),
    ],
)
def test_xml_is_judged_by_its_schema(contract_from, body, message):
    """An XML client learns of its mistakes as a JSON client does."""
    (add,) = contract_from(XML_DOCUMENT).operations
    sent = ("content-type", "application/xml; charset=utf-8")
    if not message:
        check(add, sent, chunks=[body])
        return

    with pytest.raises(RequestRejected, match=message) as raised:
        check(add, sent, chunks=[body])

    assert raised.value.status == 400


@cases(
    "body, place",
    {
        "value": (b'{"name": "x", "count": "x"}', ("body", "count")),
        "missing": (b'{"count": 1}', ("body", "name")),
        "no object": (b"[1]", ("body",)),
        "no JSON": (b"{", ("body",)),
        "none": (b"", ("body",)),
    },
)
def test_refusal_knows_its_place(operation, body, place):
    """A refusal in the API's format names the member that is wrong or missing."""
    with pytest.raises(RequestRejected) as caught:
        check(operation, JSON, chunks=[body])

    assert caught.value.reasons[0].place == place


@cases(
    "fields, place, words",
    {
        "a number": ("count=x", ("body", "count"), 'has count "x"'),
        "an item": ("counts=1&counts=x", ("body", "counts", 1), 'counts with the item "x"'),
        "in brackets": ("deep[n]=x", ("body", "deep", "n"), 'deep, which has n "x"'),
        "JSON": ("json=x", ("body", "json"), 'has json "x"'),
        "separated": ("piped=1|x", ("body", "piped", 1), 'piped, which has the item "x"'),
    },
)
def test_refusal_of_a_form_knows_its_field(contract_from, fields, place, words):
    """FastAPI answers `loc: [body, counts, 1]`, and so does the mock in its place."""
    number, kind = "{type: integer}", "application/x-www-form-urlencoded"
    items = f"{{type: array, items: {number}}}"
    names = f"count: {number}, counts: {items}, piped: {items}, json: {{type: object}}"
    names += f", deep: {{type: object, properties: {{n: {number}}}}}"
    encoding = "json: {contentType: application/json}, deep: {style: deepObject}"
    encoding += ", piped: {style: pipeDelimited, explode: false}"
    media = f"{{schema: {{type: object, properties: {{{names}}}}}, encoding: {{{encoding}}}}}"
    body = f"requestBody: {{content: {{{kind}: {media}}}}}"
    paths = f"paths: {{/a: {{post: {{{body}, responses: {{'200': {{description: x}}}}}}}}}}"

    with pytest.raises(RequestRejected) as caught:
        check(find(contract_from(paths), "POST"), ("content-type", kind), chunks=[fields.encode()])

    [reason] = caught.value.reasons
    assert reason.place == place
    assert words in reason.message


def test_place_in_a_list_has_its_index(contract_from):
    """An item of a list is known by its number, and a member with a digit as name by its name."""
    shape = "{additionalProperties: {type: array, items: {type: string}}}"
    paths = PATHS.replace("properties: {name: {type: string}, count: {type: integer}}", "%s")
    contract = contract_from(paths % ("true", shape[1:-1], ""))

    with pytest.raises(RequestRejected) as caught:
        check(find(contract, "POST"), JSON, chunks=[b'{"name": [], "0": ["a", 1]}'])

    [reason] = caught.value.reasons
    assert reason.place == ("body", "0", 1)


def test_each_violation_has_its_place_and_sentence(operation):
    """A form that shows each refusal at its field needs both for all of them."""
    with pytest.raises(RequestRejected) as caught:
        check(operation, JSON, chunks=[b'{"name": 1, "count": "x"}'])

    places = {each.place: each.message for each in caught.value.reasons}
    assert places.keys() == {("body", "name"), ("body", "count")}
    assert all(name in message for (_, name), message in places.items())


def test_each_absent_member_has_its_place_and_sentence(contract_from):
    """A form shows "required" at each field that is empty, and at no other."""
    paths = PATHS.replace("required: [name]", "required: [name, count]")
    operation = find(contract_from(paths % ("true", "")), "POST")

    with pytest.raises(RequestRejected) as caught:
        check(operation, JSON, chunks=[b'{"x": 1}'])

    assert caught.value.message == "Body: the value lacks name, count."
    assert caught.value.reasons == (
        ("Body: the value lacks name.", ("body", "name")),
        ("Body: the value lacks count.", ("body", "count")),
    )

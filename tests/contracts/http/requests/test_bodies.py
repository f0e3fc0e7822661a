"""Tests of the bodies of documented requests."""

import json

import pytest

from contracts.http.requests.bodies import NoBodyError, documented_body
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.loading.document import load_contract
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NUMBERED = "schema: {type: object, xml: {name: todo}, required: [n], \
properties: {n: {type: integer, enum: [7], xml: {attribute: true}}}}"
TITLED = (
    "schema: {type: object, required: [title], properties: {title: {type: string, enum: [text]}, \
id: {type: integer, readOnly: true}}}"
)


def document(folder, content, required="true", method="post"):
    """Return a document with one operation that takes a body."""
    path = folder / "todo.yaml"
    path.write_text(
        "openapi: 3.0.3\n"
        "info: {title: Todo, version: '1'}\n"
        "paths:\n"
        "  /todos:\n"
        f"    {method}:\n"
        "      operationId: addTodo\n"
        f"      requestBody: {{required: {required}, content: {{{content}}}}}\n"
        "      responses: {'201': {description: Added}, '400': {description: Refused}}\n",
        encoding="utf-8",
    )
    return path


def body_of(folder, content, required="true"):
    """Return what is sent to the operation."""
    return documented_body(load_contract(document(folder, content, required)).operations[0])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"application/json: {{{TITLED}}}", ({"title": "text"}, "application/json", True)),
        ("application/json: {example: {a: 1}}", ({"a": 1}, "application/json", False)),
        (
            f"application/json: {{{TITLED}, example: null}}",
            ({"title": "text"}, "application/json", True),
        ),
        (
            f"application/xml: {{{TITLED}}}, application/x-www-form-urlencoded: {{{TITLED}}}",
            ({"title": "text"}, "application/x-www-form-urlencoded", True),
        ),
        (
            f"text/plain: {{schema: {{type: string}}}}, application/vnd.x+json: {{{TITLED}}}",
            ({"title": "text"}, "application/vnd.x+json", True),
        ),
        (
            f"application/json: {{{TITLED}}}, application/xml: {{example: <a/>}}",
            ("<a/>", "application/xml", False),
        ),
        ("application/xml: {example: tea}", ("tea", "application/xml", False)),
        ("'*/*': {schema: {type: integer}}", (0, "application/json", True)),
        ("text/plain: {schema: {type: string, enum: [x]}}", ("x", "text/plain", True)),
        (
            "application/xml: {schema: {type: string, enum: [a&b]}}",
            (f"{XML}<root>a&amp;b</root>\n", "application/xml", True),
        ),
        (f"text/xml: {{{TITLED}}}", (f"{XML}<root><title>text</title></root>\n", "text/xml", True)),
        (
            f"application/xml: {{{NUMBERED}}}",
            (f'{XML}<todo n="7" />\n', "application/xml", True),
        ),
        (
            "application/soap+xml: {example: {title: tea}}",
            (f"{XML}<root><title>tea</title></root>\n", "application/soap+xml", True),
        ),
        (
            "text/xml: {schema: {type: array, items: {type: integer, enum: [3]}}}",
            (f"{XML}<root><item>3</item><item>3</item><item>3</item></root>\n", "text/xml", True),
        ),
        ("application/octet-stream: {schema: {}}", ("text", "application/octet-stream", True)),
        ("image/png: {}", ("text", "image/png", True)),
        (f"text/plain: {{{TITLED}}}", ('{"title":"text"}', "text/plain", True)),
        (
            "application/octet-stream: {schema: {type: array, items: {type: integer}}}",
            ("[0,1,2]", "application/octet-stream", True),
        ),
    ],
)
def test_a_body_is_an_example_or_made_from_the_schema(tmp_path, content, expected):
    """Examples first; without them the kind of body that says most. No `readOnly` value is sent."""
    assert body_of(tmp_path, content) == expected


@pytest.mark.parametrize(
    "content",
    [
        f"application/pdf: {{{TITLED}}}",
        "application/json: {}",
        "application/json: {schema: {type: string, minLength: 2, maxLength: 1}}",
    ],
)
def test_a_body_that_cannot_be_made_has_a_reason(tmp_path, content):
    """If it is required; otherwise none is sent."""
    with pytest.raises(NoBodyError, match="no body of type application/"):
        body_of(tmp_path, content)

    assert body_of(tmp_path, content, required="false") == (None, "", False)


def run(folder, content, answer, **changes):
    """Return the report on the operation, and the bodies that were sent to it."""
    with serve(answer) as server:
        given = {"is_unsafe": True, "probes": frozenset(), **changes}
        settings = CheckSettings(
            targets=(server.url,),
            specs=(document(folder, content),),
            profile=PROFILES["smoke"],
            **given,
        )
        report = check(settings, HastyClock())
    return report, [seen.body for seen in server.seen if seen.method == "POST"]


def strict(seen):
    """Accept a todo with a title that is an object, and nothing else."""
    if seen.method != "POST":
        return Reply(status=405, headers={"Allow": "POST"})
    try:
        is_good = isinstance(json.loads(seen.body)["title"], str)
    except (ValueError, LookupError, TypeError):
        is_good = False
    return Reply(status=201 if is_good else 400, body={})


def test_a_healthy_server_is_not_accused_of_a_missing_body(tmp_path):
    """A document with a schema and no example is the most frequent kind."""
    report, bodies = run(tmp_path, f"application/json: {{{TITLED}}}", strict)

    assert [report.label_of(o) for o in report.operations] == ["pass"]
    assert {*bodies} == {b'{"title":"text"}'}


def test_a_body_that_the_server_wants_otherwise_is_not_proved(tmp_path):
    """A schema says less than a server knows: no error, and the advice is an example."""
    report, _ = run(
        tmp_path, f"application/json: {{{TITLED}}}", lambda _: Reply(status=400, body={})
    )

    [operation] = report.operations
    assert report.findings == ()
    assert "stricter rules for the body" in operation.unverified_reason
    assert operation.advice == "Add an example of the body to the document."


def test_an_example_that_is_refused_is_an_error(tmp_path):
    """The document says that this very body is accepted."""
    report, _ = run(
        tmp_path, "application/json: {example: {a: 1}}", lambda _: Reply(status=400, body={})
    )

    assert {found.finding.rule for found in report.findings} == {"success-seen"}


def test_a_body_that_cannot_be_made_is_not_sent_and_named(tmp_path):
    """The operation is not proved, for a reason that helps."""
    report, bodies = run(tmp_path, f"application/pdf: {{{TITLED}}}", strict)

    [operation] = report.operations
    assert bodies == []
    assert "no body of type application/pdf can be made" in operation.unverified_reason
    assert operation.advice == "Add an example of the body to the document."


def test_a_text_is_sent_as_it_is(tmp_path):
    """Not as JSON with quotation marks."""
    report, bodies = run(
        tmp_path, "text/plain: {example: hello}", lambda _: Reply(status=201, body={})
    )

    assert [report.label_of(o) for o in report.operations] == ["pass"]
    assert {*bodies} == {b"hello"}


def test_a_document_with_nothing_to_read_says_what_was_not_checked(tmp_path):
    """Without --unsafe, nothing is sent; the note says why, and what to do."""
    report, bodies = run(tmp_path, f"application/json: {{{TITLED}}}", strict, is_unsafe=False)

    assert (report.exit_code, bodies) == (1, [])
    assert report.notes[0] == (
        "Nothing was checked: the only operation (POST) could change something. "
        "Use --unsafe on a server whose data may be changed."
    )

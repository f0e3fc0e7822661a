"""Defects that hide in everyday servers."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from tests.acceptance.everyday import (
    BOOKS,
    FEED,
    HTML,
    NETWORK,
    NONE,
    NUMBERS,
    OK,
    PHOTO,
    REFUSED,
    SHAPE,
    SHAPES,
    TEXT,
    USER,
    XML,
    Case,
    assert_judged_rightly,
    at,
    exact_numbers,
    in_path,
    query,
    typed_route,
    with_slash,
)
from tests.contracts.live import Reply

BROKEN = {
    "an integer of 64 bits is refused": Case(
        paths=at("/a", parameters=query("offset", "{type: integer, format: int64}")),
        answer=exact_numbers,
        findings=frozenset({("valid-accepted", "error")}),
        passes=False,
    ),
    "an integer up to the documented maximum is refused": Case(
        paths=at("/a", parameters=query("offset", "{type: integer, maximum: 9223372036854775807}")),
        answer=exact_numbers,
        findings=frozenset({("valid-accepted", "error")}),
        passes=False,
    ),
    "a masked value for base64": Case(
        paths=at("/me", responses=PHOTO),
        answer=lambda _: Reply(body={"photo": "***"}),
        findings=frozenset({("schema", "error")}),
        passes=False,
    ),
    "a discriminator that names nothing": Case(
        paths=at("/shape", responses=SHAPE),
        answer=lambda _: Reply(body={"kind": "Square"}),
        components=SHAPES,
        findings=frozenset({("annotated-values", "error")}),
        passes=False,
    ),
    "a wrong item of a list in a header": Case(
        paths=at("/ids", responses=NUMBERS),
        answer=lambda _: Reply(body={}, headers={"X-Ids": "1,b"}),
        findings=frozenset({("response-headers", "error")}),
        passes=False,
    ),
    "JSON that is labelled as XML": Case(
        paths=at("/feed", responses=FEED),
        answer=lambda _: Reply(body={}, headers=XML),
        findings=frozenset({("xml-text", "error")}),
        passes=False,
    ),
    "a name with a slash hides nothing": Case(
        paths=at(
            "/net/{cidr}",
            parameters=in_path("cidr", example="10.0.0.0/8"),
            responses=f"{NETWORK}, {NONE}",
        ),
        answer=with_slash({}),
        findings=frozenset({("schema", "error")}),
        passes=False,
    ),
    "a password is answered": Case(
        paths=at("/me", responses=USER),
        answer=lambda _: Reply(body={"name": "joe", "password": "hunter2"}),
        findings=frozenset({("write-only", "error")}),
        passes=False,
    ),
    "a page repeats the request": Case(
        paths=at(
            "/page",
            parameters=query("lang", "{type: string}"),
            responses="'200': {description: ok, content: {text/html: {schema: {type: string}}}}",
        ),
        answer=lambda seen: Reply(
            body=f"<script>var a;</script>{unquote(seen.target)}".encode(), headers=HTML
        ),
        findings=frozenset({("no-reflection", "error")}),
        passes=False,
    ),
    "a page where a number names nothing": Case(
        paths=BOOKS,
        answer=typed_route(page_for="(?!1$).*"),
        findings=frozenset({("media-type", "error")}),
        passes=False,
    ),
    "a page of the API's own for a text": Case(
        paths=BOOKS,
        answer=lambda seen: (
            Reply(status=404, body=b"no number", headers={"Content-Type": "text/plain"})
            if re.fullmatch(r"/books/[^/]*[^/0-9][^/]*", urlsplit(seen.target).path)
            else typed_route()(seen)
        ),
        findings=frozenset({("media-type", "error")}),
        passes=False,
    ),
    "JSON that is a number where a text is documented": Case(
        paths=at("/count", responses=TEXT.replace("text/plain", "application/json")),
        answer=lambda _: Reply(body=42),
        findings=frozenset({("schema", "error")}),
        passes=False,
    ),
    "a length that is not looked at": Case(
        paths=at(
            "/a",
            parameters=query("q", "{type: string, minLength: 2, maxLength: 4}"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=lambda _: Reply(body={}),
        findings=frozenset({("invalid-refused", "error")}),
        passes=False,
    ),
    "a documented 500 is still a failure": Case(
        paths=at("/list", responses=f"{OK}, '500': {{description: sorry}}"),
        answer=lambda seen: Reply(
            status=500 if (seen.header("Accept") or "").startswith("*/*;q=0") else 200, body={}
        ),
        findings=frozenset({("server-error", "error")}),
        passes=False,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_defect_of_an_everyday_server_is_found(name, tmp_path):
    """A defect is found beside what is ordinary."""
    assert_judged_rightly(BROKEN[name], tmp_path)

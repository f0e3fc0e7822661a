"""Everyday servers: ordinary ways to answer that are no defects."""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.acceptance.everyday import (
    BOOKS,
    COLOUR,
    FEED,
    FILTER,
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
    last,
    query,
    sent,
    typed_route,
    with_slash,
)
from tests.contracts.live import Reply, Seen


def _is_within(text):
    """Whether a server with a small list takes a position."""
    return text.isascii() and text.isdigit() and int(text) < 10_000


def _units(text: str) -> int:
    """Return the length of a text as JavaScript counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def known_words(name: str, *words: str) -> Callable[[Seen], Reply]:
    """Return a server that refuses what it does not know in a query parameter."""

    def answer(seen: Seen) -> Reply:
        parts = {part for text in sent(seen, name) for part in text.split(",")}
        return Reply(body={}) if parts <= {*words, ""} else Reply(status=400, body={})

    return answer


def zone(seen: Seen) -> Reply:
    """Answer a zone by its name, in any case, with or without the last dot."""
    name = last(seen).lower().rstrip(".")
    if name not in {"example.org", "other.org"}:
        return Reply(status=404, body={})
    return Reply(
        body={"id": f"{name}.", "kind": "Native", "serial": len(name) * 1000003, "n": name}
    )


def item(seen: Seen) -> Reply:
    """Answer an item by a number that is read as Python reads it."""
    try:
        number = int(last(seen))
    except ValueError:
        return Reply(status=422, body={})
    if number not in {1, 2}:
        return Reply(status=404, body={})
    return Reply(body={"id": number, "name": f"item {number}", "price": 10.5 * number, "n": "x"})


def express(seen: Seen) -> Reply:
    """Answer as Express does: paths are not decoded, and an unknown one gets a page with its name.

    A page number without a page is 404, as in Django REST framework.
    """
    path = urlsplit(seen.target).path
    if path == "/orders":
        pages = {"", "1", "2"}
        is_known = pages.issuperset(sent(seen, "page"))
        is_number = all(re.fullmatch(r"-?[0-9]{1,20}", text) for text in sent(seen, "page"))
        return Reply(status=200 if is_known else 404 if is_number else 400, body={})
    if re.fullmatch(r"/orders/[^/]+", path):
        return Reply(status=200 if last(seen) == "1" else 404, body={})
    text = f"<pre>Cannot {seen.method} {escape(path)}</pre>"
    return Reply(status=404, body=text.encode(), headers=HTML)


LIST_OR_NULL = "{anyOf: [{type: array, items: {type: string}}, {type: 'null'}]}"


def only_numbers(*names: str, others: bool = True) -> Callable[[Seen], Reply]:
    """Return a server that refuses other texts than numbers in these parameters of the query.

    Args:
        names: Of the parameters.
        others: Whether it takes parameters of other names.
    """

    def answer(seen: Seen) -> Reply:
        pairs = parse_qs(urlsplit(seen.target).query, keep_blank_values=True)
        texts = [text for name in names for text in pairs.get(name, [])]
        is_known = others or not {"filter"} & {*pairs}
        is_fine = is_known and all(re.fullmatch(r"-?[0-9]+", text) for text in texts)
        return Reply(body={}) if is_fine else Reply(status=400, body={})

    return answer


HEALTHY = {
    "an integer that JavaScript cannot hold": Case(
        paths=at("/a", parameters=query("offset", "{type: integer}")),
        answer=exact_numbers,
    ),
    "a list of integers that JavaScript cannot hold": Case(
        paths=at("/a", parameters=query("ids", "{type: array, items: {type: integer}}")),
        answer=exact_numbers,
    ),
    "a nullable number in the query": Case(
        paths=at(
            "/a",
            parameters=query("q", "{type: [integer, 'null']}, example: 5"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=only_numbers("q"),
    ),
    "an object in the query by names in brackets": Case(
        paths=at("/a", parameters=FILTER, responses=f"{OK}, {REFUSED}"),
        answer=only_numbers("filter[size]", others=False),
    ),
    "an object in the query by its members": Case(
        paths=at("/a", parameters=COLOUR, responses=f"{OK}, {REFUSED}"),
        answer=only_numbers("size"),
    ),
    "servers of a path": Case(
        paths="  /login: {servers: [{url: /auth}], get: {operationId: login, responses: "
        f"{{{OK}}}}}}}\n",
        answer=lambda seen: Reply(
            status=200 if urlsplit(seen.target).path == "/auth/login" else 404, body={}
        ),
    ),
    "base64 in the alphabet of URLs": Case(
        paths=at("/me", responses=PHOTO), answer=lambda _: Reply(body={"photo": "-_8"})
    ),
    "a discriminator by the name of a schema": Case(
        paths=at("/shape", responses=SHAPE),
        answer=lambda _: Reply(body={"kind": "Flat"}),
        components=SHAPES,
    ),
    "a list in a header": Case(
        paths=at("/ids", responses=NUMBERS),
        answer=lambda _: Reply(body={}, headers={"X-Ids": "1, 2,3"}),
    ),
    "XML beside JSON": Case(
        paths=at("/feed", responses=FEED), answer=lambda _: Reply(body=b"<feed/>", headers=XML)
    ),
    "an undocumented refusal": Case(
        paths=at("/q", parameters=query("n", "{type: integer}")),
        answer=lambda seen: (
            Reply(body={})
            if all(re.fullmatch(r"|[-+]?\d+", text) for text in sent(seen, "n"))
            else Reply(status=422, body={})
        ),
    ),
    "204 with a Content-Type": Case(
        paths=at("/gone", responses="'204': {description: done}"),
        answer=lambda _: Reply(
            raw=b"HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n"
        ),
    ),
    "a redirect is the success": Case(
        paths=at("/login", responses="'302': {description: to the form}"),
        answer=lambda _: Reply(status=302, body=b"", headers={"Location": "/form"}),
    ),
    "any redirect is the success": Case(
        paths=at("/short", responses="'3XX': {description: elsewhere}"),
        answer=lambda _: Reply(status=307, body=b"", headers={"Location": "/form"}),
    ),
    "HEAD is documented alone": Case(
        paths=at("/file", method="head", responses="'200': {description: there}"),
        answer=lambda seen: Reply(body={}) if seen.method == "HEAD" else Reply(status=404, body={}),
    ),
    "a value that requests alone carry": Case(
        paths=at("/me", responses=USER), answer=lambda _: Reply(body={"name": "joe"})
    ),
    "Content-Type among the headers": Case(
        paths=at(
            "/a",
            responses="'200': {description: ok, headers: {Content-Type: {schema: {type: string, "
            "enum: [application/json]}}}, content: {application/json: {schema: {type: object}}}}",
        ),
        answer=lambda _: Reply(
            body={}, headers={"Content-Type": "application/json; charset=utf-8"}
        ),
    ),
    "a documented 501": Case(
        paths=at(
            "/list",
            parameters=query("above", "{type: string}"),
            responses=f"{OK}, '501': {{description: paging by value is not implemented}}",
        ),
        answer=lambda seen: Reply(status=501 if sent(seen, "above") else 200, body={}),
    ),
    "words that only the server knows, in a list": Case(
        paths=at(
            "/filtered",
            parameters=query("fields", "{type: array, items: {type: string}}"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=known_words("fields", "id", "name"),
    ),
    "addresses that only the server knows": Case(
        paths=at(
            "/map",
            parameters=query("crs", "{type: string, format: uri}"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=known_words("crs", "http://example.org/crs/1"),
    ),
    "a list or null in the query": Case(
        paths=at("/items", parameters=query("tag", LIST_OR_NULL)), answer=lambda _: Reply(body={})
    ),
    "a number for a time": Case(
        paths=at("/since", parameters=query("since", "{type: string, format: date-time}")),
        answer=lambda seen: (
            Reply(body={})
            if all(
                re.fullmatch(r"|[-\d.]+|\d{4}-\d\d-\d\d[Tt ].*", text)
                for text in sent(seen, "since")
            )
            else Reply(status=422, body={})
        ),
    ),
    "multipart without a boundary": Case(
        paths=at("/hello"),
        answer=lambda seen: (
            Reply(status=400, body={})
            if (seen.header("Content-Type") or "").startswith("multipart/form-data")
            else Reply(body={})
        ),
    ),
    "a page with a script of its own": Case(
        paths=at(
            "/page",
            parameters=query("lang", "{type: string}"),
            responses="'200': {description: ok, content: {text/html: {schema: {type: string}}}}",
        ),
        answer=lambda _: Reply(body=b"<script>var a = 1;</script><p>hello</p>", headers=HTML),
    ),
    "names with and without the last dot": Case(
        paths=at("/zones/{name}", parameters=in_path("name"), responses=f"{OK}, {NONE}"),
        answer=zone,
        known={"name": ("example.org.",)},
    ),
    "Allow of OPTIONS does not name OPTIONS": Case(
        paths=at("/opts", method="options", responses="'204': {description: what may be asked}"),
        answer=lambda _: Reply(raw=b"HTTP/1.1 204 No Content\r\nAllow: GET, HEAD\r\n\r\n"),
    ),
    "a name with a slash": Case(
        paths=at(
            "/net/{cidr}",
            parameters=in_path("cidr", example="10.0.0.0/8"),
            responses=f"{NETWORK}, {NONE}",
        ),
        answer=with_slash({"ok": True}),
    ),
    "a text for null in the query": Case(
        paths=at(
            "/a",
            parameters=query("q", "{type: [integer, 'null']}, example: 5"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=lambda seen: (
            Reply(body={})
            if all(re.fullmatch(r"|null|-?[0-9]+", text) for text in sent(seen, "q"))
            else Reply(status=400, body={})
        ),
    ),
    "a number without an end": Case(
        paths=at(
            "/a",
            parameters=query("most", "{type: number, minimum: 0}"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=lambda seen: (
            Reply(body={})
            if all(
                re.fullmatch(r"(?i)|\s*[-+]?(inf(inity)?|nan|[\d_]*\.?[\d_]*(e[-+]?\d+)?)\s*", text)
                and not text.strip().startswith("-")
                for text in sent(seen, "most")
            )
            else Reply(status=400, body={})
        ),
    ),
    "a route for numbers only": Case(paths=BOOKS, answer=typed_route()),
    "a router that does not decode": Case(
        paths=at("/orders", parameters=query("page", "{type: integer}"), responses=OK)
        + at(
            "/orders/{id}",
            parameters=in_path("id", example="1"),
            responses=f"{OK}, {OK.replace('200', '404', 1)}",
        ),
        answer=express,
    ),
    "a text that is a number": Case(
        paths=at("/count", responses=TEXT),
        answer=lambda _: Reply(body=b"42", headers={"Content-Type": "text/plain"}),
    ),
    "a length in UTF-16 units": Case(
        paths=at(
            "/a",
            parameters=query("q", "{type: string, minLength: 2, maxLength: 4}"),
            responses=f"{OK}, {REFUSED}",
        ),
        answer=lambda seen: Reply(
            status=200 if all(_units(text) in {0, 2, 3, 4} for text in sent(seen, "q")) else 400,
            body={},
        ),
    ),
    "a number in another spelling": Case(
        paths=at(
            "/items/{id}",
            parameters=in_path("id", "{type: integer, minimum: 1}", "1"),
            responses=f"{OK}, {NONE}, '422': {{description: no number}}",
        ),
        answer=item,
    ),
    "a position far past the end": Case(
        paths=at("/a", parameters=query("offset", "{type: integer}"), responses=f"{OK}, {REFUSED}"),
        answer=lambda seen: Reply(
            status=200 if all(_is_within(text) for text in sent(seen, "offset")) else 400, body={}
        ),
    ),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_an_everyday_server_is_not_accused(name, tmp_path):
    """An ordinary way to answer is no error."""
    assert_judged_rightly(HEALTHY[name], tmp_path)

"""The page of a list: its counts, its links, its cursors."""

import re

import pytest

from tests.mock_server.answers.stateful.pets import PetClient

ITEMS = "data: {type: array, items: {type: object, properties: {id: {type: integer}}}}"

LIST = """
paths:
  /pets:
    post:
      requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}
      responses: {{'201': {{description: x, content: {{application/json: {{schema: {{type: object,
        properties: {{id: {{type: integer}}}}}}}}}}}}}}
    get:
      parameters:
{parameters}
{extension}
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {{type: object, properties: {{{schema}}}}}
              example: {example}
"""
OFFSET = """      - {name: offset, in: query, schema: {type: integer}}
      - {name: limit, in: query, schema: {type: integer}}"""
PAGE = """      - {name: page, in: query, schema: {type: integer}}
      - {name: size, in: query, schema: {type: integer}}"""
CURSOR = """      - {name: after, in: query, schema: {type: string}}
      - {name: limit, in: query, schema: {type: integer}}"""
BY_CURSOR = "      x-pagination: {cursor: after, next: /next, limit: limit, items: /data, key: /id}"
BY_OFFSET = (
    "      x-pagination: {offset: offset, limit: limit, items: /data, key: /id, links: /links}"
)
SEEDS = "data: [{id: 1}, {id: 2}, {id: 3}, {id: 4}, {id: 5}]"


@pytest.fixture
def list_of(contract_from):
    """Return a client of a list with some parameters, members and an example."""

    def make(parameters, example, schema="", extension=""):
        text = LIST.format(
            parameters=parameters,
            extension=extension,
            schema=", ".join(filter(None, [ITEMS, schema])),
            example=f"{{{SEEDS}, {example}}}",
        )
        return PetClient(contract_from(text))

    return make


def ids(body):
    """Return the identities on a page."""
    return [each["id"] for each in body["data"]]


@pytest.mark.parametrize(
    ("parameters", "first", "second"),
    [(OFFSET, "limit=2", "offset=2&limit=2"), (PAGE, "page=1&size=2", "page=2&size=2")],
)
def test_counts_and_links_follow_the_page(list_of, parameters, first, second):
    """Totals, flags and addresses are those of the page, wherever the envelope has them."""
    mock = list_of(
        parameters,
        "meta: {total: 5, count: 5, total_pages: 1, is_last: true},"
        " links: {next: 'http://x/?page=2', prev: null}, next_page_token: abc",
    )
    one, two = mock.get(f"/pets?{first}"), mock.get(f"/pets?{second}")

    assert (ids(one), ids(two)) == ([1, 2], [3, 4])
    assert one["meta"] == {"total": 5, "count": 2, "total_pages": 3, "is_last": False}
    assert one["next_page_token"] is None
    assert mock.get(one["links"]["next"].removeprefix("http://localhost")) == two
    assert one["links"]["prev"] is None
    assert two["links"]["prev"] is not None


def test_links_of_all_pages_reach_each_record_once(list_of):
    """A client that follows `next` sees what was created, and comes to an end."""
    mock = list_of(OFFSET, "links: {next: 'http://x/'}", "links: {type: object}", BY_OFFSET)
    mock.ask("POST", "/pets", {})
    found, target = [], "/pets?limit=4"
    while target:
        page = mock.get(target)
        found += ids(page)
        target = (page["links"]["next"] or "").removeprefix("http://localhost")

    assert found == [1, 2, 3, 4, 5, 6]


def test_cursors_reach_each_record_once(list_of):
    """With `x-pagination`, the cursor of a page is that of the next one, and ends."""
    mock = list_of(CURSOR, "next: abc", "next: {type: string, nullable: true}", BY_CURSOR)
    found, cursor = [], ""
    while cursor is not None:
        page = mock.get(f"/pets?limit=2{f'&after={cursor}' if cursor else ''}")
        found += ids(page)
        cursor = page["next"]

    assert found == [1, 2, 3, 4, 5]


def test_links_keep_the_filter(list_of):
    """The next page of a filtered list is filtered too."""
    mock = list_of(
        OFFSET + "\n      - {name: id, in: query, schema: {type: array, items: {type: integer}}}",
        "next: 'http://x/'",
    )
    page = mock.get("/pets?limit=1&id=2&id=4")

    assert ids(page) == [2]
    assert ids(mock.get(page["next"].removeprefix("http://localhost"))) == [4]


def test_counts_of_another_type_are_left_alone(list_of):
    """A member that is named like a count but is none stays as documented."""
    mock = list_of(OFFSET, "total: {value: 9}, pages: [1], count: many")
    page = mock.get("/pets?limit=2")

    assert (page["total"], page["pages"], page["count"]) == ({"value": 9}, [1], "many")


BARE = """
paths:
  /pets:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {type: object,
        properties: {id: {type: integer}}}}}}}
    get:
      parameters:
      - {name: page, in: query, schema: {type: integer}}
      - {name: per_page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: x
          headers:
            Link: {schema: {type: string}, example: '<https://api.example/pets?page=2>; rel="next"'}
            X-Next-Page: {schema: {type: integer}, example: 2}
            X-Page: {schema: {type: integer}, example: 1}
            X-Per-Page: {schema: {type: integer}, example: 20}
            X-Total: {schema: {type: integer}, example: 90}
            X-Total-Pages: {schema: {type: integer}, example: 9}
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: integer}}}}
              example: [{id: 1}, {id: 2}, {id: 3}]
"""


WITHOUT_EXAMPLES = re.sub(r"(schema: {[^}]*}), example: .*}", r"\1}", BARE)


@pytest.mark.parametrize("text", [BARE, WITHOUT_EXAMPLES], ids=["examples", "only-schemas"])
def test_documented_headers_are_those_of_the_page(contract_from, text):
    """A client that follows `Link` (GitHub) or `X-Next-Page` (GitLab) comes to an end.

    The headers are sent whether or not the document has an example of each.
    """
    mock = PetClient(contract_from(text))
    found, target, seen = [], "/pets?per_page=2", []
    while target:
        answer = mock.ask("GET", target)
        found += [each["id"] for each in answer.json()]
        links = re.findall('<([^>]*)>; rel="([a-z]*)"', answer.header("link"))
        target = {name: url for url, name in links}.get("next", "")
        target = target.removeprefix("http://localhost")
        names = ("x-next-page", "x-page", "x-per-page", "x-total", "x-total-pages")
        seen.append([answer.header(name) for name in names])

    assert found == [1, 2, 3]
    assert seen == [["2", "1", "2", "3", "2"], [None, "2", "2", "3", "2"]]


def test_links_to_no_page_are_left_alone(contract_from):
    """A `Link` that leads to no page stays as documented."""
    text = BARE.replace('<https://api.example/pets?page=2>; rel="next"', "</a.css>; rel=preload")
    answer = PetClient(contract_from(text)).ask("GET", "/pets?per_page=2")

    assert answer.header("link") == "</a.css>; rel=preload"

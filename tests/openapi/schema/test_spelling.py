"""Other spellings of one value."""

from openapi.schema.spelling import absolute_links, spellings
from tests.acceptance.cases import cases


@cases(
    "value, first",
    {
        "number": (12, "12"),
        "fraction": (1.5, "1.5"),
        "boolean": (False, "false"),
        "text of a number": ("1.5", 1.5),
        "text of a boolean": (" True", True),
        "text of JSON": ('{"a": 1}', {"a": 1}),
        "local time": ("2020-02-01 09:30", "2020-02-01T09:30:00Z"),
        "slashes": ("2018/01/01 12:08:25 +0200", "2018-01-01T12:08:25+02:00"),
        "date": ("2020-02-01", "2020-02-01T00:00:00Z"),
    },
)
def test_value_has_a_nearest_spelling(value, first):
    """It is what programs in between are known to make of a documented value."""
    found = next(spellings(value))

    assert (type(found), found) == (type(first), first)


def test_time_is_also_shorter():
    """A converter of YAML has made a time of a date, or of one in another spelling."""
    found = [*spellings("2020-02-01T09:30:05.084Z")]

    assert found == [
        "2020-02-01T09:30:05.084Z",
        "2020-02-01T09:30:05.084+00:00",
        "2020-02-01T09:30:05Z",
        "2020-02-01T09:30:05+00:00",
        "2020-02-01T09:30:05",
        "2020-02-01 09:30:05",
        "2020-02-01",
    ]


@cases("value", {"word": "ten", "null": None, "text of null": "null", "text of a text": '"a"'})
def test_ambiguous_value_has_no_other_spelling(value):
    """Nothing is guessed."""
    assert not [*spellings(value)]


SERVER = {"url": "https://{region}.example.com/v1", "variables": {"region": {"default": "eu"}}}


@cases(
    "link, servers, found",
    {
        "path": ("/v2/orders/1", [SERVER], ["https://eu.example.com/v2/orders/1"]),
        "path with a query": ("/a?b=c", [SERVER], ["https://eu.example.com/a?b=c"]),
        "host": ("//cdn.example.com/a", [SERVER], ["https://cdn.example.com/a"]),
        "word": ("string", [SERVER], []),
        "URL": ("https://example.com/", [SERVER], []),
        "number": (7, [SERVER], []),
        "server without an address": ("/a", [{"url": "/v1"}], []),
        "server with an open variable": ("/a", [{"url": "https://{host}/v1"}], []),
        "server that is no URL": ("/a", [{"url": "https://[x/"}], []),
        "no server": ("/a", [], []),
        "no list of servers": ("/a", None, []),
    },
)
def test_a_link_is_a_url_at_the_first_server(link, servers, found):
    """Any other text is a relative reference too, such as a word, and is not meant as one."""
    assert [*absolute_links(link, {"servers": servers})] == found

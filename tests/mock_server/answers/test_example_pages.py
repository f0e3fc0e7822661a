"""A documented list, cut to a page."""

import pytest

from mock_server.answers.example_pages import paginate_example
from openapi.contract import Pagination
from tests.acceptance.cases import cases

PAGES = Pagination(offset="skip", limit="take", items="/list", key="/id", page_size=2)
BODY = {"list": [1, 2, 3], "more": {"kept": True}}


@cases(
    "query, records",
    {
        "first": ({"take": 1}, [1]),
        "second": ({"skip": 1, "take": 1}, [2]),
        "default-size": ({"skip": 0}, [1, 2]),
        "rest": ({"skip": 2, "take": 5}, [3]),
        "past-the-end": ({"skip": 3, "take": 5}, []),
        "no-room": ({"take": 0}, []),
    },
)
def test_page_has_the_records_asked_for(query, records):
    """The offset skips records, the limit bounds them, and the rest of the body is kept."""
    assert paginate_example(BODY, PAGES, query) == {"list": records, "more": {"kept": True}}


@pytest.mark.parametrize("query", [{"take": 3}, {"filter": "x"}, {}])
def test_whole_list_is_left_as_it_is(query):
    """Asked for everything, or for no page, the answer is the documented body itself."""
    assert paginate_example(BODY, PAGES, query) is BODY


@pytest.mark.parametrize("body", [{}, {"list": "text"}, [], "text"])
def test_body_without_the_list_is_left_as_it_is(body):
    """An example without a list at that place is not cut."""
    assert paginate_example(body, PAGES, {"take": 1}) is body

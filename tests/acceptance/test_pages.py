"""Every kind of pagination: played by the mock, walked by the checker, over a socket."""

import pytest

from contracts.observations.paging.link_header import link_targets
from mock_server.server.embedded import MockServer
from mock_server.settings import Settings
from tests import plain_http
from tests.contracts.paged import FOLDER, KINDS, SPEC, contract, walk_url


@pytest.fixture(scope="module")
def mock():
    """A mock that plays a list of ten notes for each kind."""
    settings = Settings(port=0, specs=(SPEC,), scenario_files=(FOLDER / "scenarios",))
    with MockServer(settings) as running:
        yield running


@pytest.fixture(scope="module")
def documented():
    """A mock that answers with the documented notes."""
    with MockServer(Settings(port=0, specs=(SPEC,))) as running:
        yield running


def ids_of(url, operation):
    """Return the ids on the pages, followed as a client would."""
    paging = contract().operation(operation).pagination
    here, pages = f"{url}{contract().operation(operation).path}", []
    target = here
    while target and len(pages) < 9:
        answer = plain_http.get(target, timeout=60)
        body, headers = answer.json(), answer.headers
        notes = body if paging.items == "" else body["notes"]
        pages.append([note["id"] for note in notes])
        cursor = body.get("meta", {}).get("next") if paging.next else headers.get("x-next")
        if paging.next_url:
            target = body.get("next")
        elif paging.has_link_header:
            target = link_targets(headers.get_list("link")).get("next")
        elif paging.is_counted:
            value = paging.value_at(4 * len(pages), 4)
            target = f"{here}?{paging.position}={value}" if notes else None
        else:
            target = f"{here}?{paging.position}={cursor}" if cursor else None
    return [page for page in pages if page]


@pytest.mark.parametrize("kind", KINDS)
def test_ten_notes_are_answered_page_by_page(mock, kind):
    """A client that follows the pages gets every record once, in order."""
    assert ids_of(mock.url, kind) == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]


@pytest.mark.parametrize("kind", KINDS)
def test_checker_passes_the_mock(mock, documented, kind):
    """The pages of a scenario and of an example are healthy lists of their kind."""
    for server in (mock, documented):
        found = walk_url(kind, server.url)

        assert set(found) == {"pass"}, found

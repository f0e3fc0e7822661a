"""A message names what was fetched by its URL."""

import pytest

from openapi.text import fetched_places
from openapi.text.fetched_places import name_fetched, shown_place


@pytest.fixture(autouse=True)
def own_names(monkeypatch):
    """Keep the names of this test to itself."""
    monkeypatch.setattr(fetched_places, "_ORIGINS", {})


def test_a_place_in_a_fetched_file_has_its_url():
    """Line and pointer stay behind it; two places in one message are both named."""
    name_fetched("/copies/x", "https://example.com")

    assert shown_place("/copies/x/a/b.yaml:7 (/info)") == "https://example.com/a/b.yaml:7 (/info)"
    assert (
        shown_place("/copies/x/a and /copies/x/b")
        == "https://example.com/a and https://example.com/b"
    )


def test_other_places_stay():
    """A file of the user is named as it is."""
    assert shown_place("/documents/openapi.yaml:7") == "/documents/openapi.yaml:7"

"""Tests of which server of a recording is the API."""

import pytest

from contracts.errors import OptionError
from contracts.http.messages.exchange import Request
from contracts.run.traffic.origins import RequestCounts


def request(origin, path="/a"):
    """Return a request to a server."""
    return Request(method="GET", origin=origin, target=path)


def test_the_most_frequent_server_is_chosen_and_others_are_counted():
    """The note says what to do if it is another one."""
    origins = RequestCounts(())
    for origin in ("https://a.example", "https://b.example", "https://b.example"):
        assert origins.take(request(origin))
    origin, note = origins.chosen("x.har")

    assert origin == "https://b.example"
    assert "1 request to other servers" in note
    assert "--url" in note


def test_a_named_server_is_the_only_one():
    """With its base path."""
    origins = RequestCounts(("https://A.example:443/v1/",))

    assert origins.take(request("https://a.example", "/v1/orders"))
    assert not origins.take(request("https://a.example", "/v10/orders"))
    assert not origins.take(request("https://b.example", "/v1/orders"))
    assert origins.chosen("x.har") == ("https://a.example", "")


def test_what_cannot_be_used_is_refused():
    """A text that is no URL, and a recording without an API."""
    with pytest.raises(OptionError, match="not the URL of a server"):
        RequestCounts(("shop",))
    with pytest.raises(OptionError, match="shows no API"):
        RequestCounts(()).chosen("x.har")
    with pytest.raises(OptionError, match="could be read") as caught:
        RequestCounts(()).chosen("x.har", ["x.har: 3 of 3 entries cannot be read."])
    assert caught.value.found == "x.har: 3 of 3 entries cannot be read."

"""Tests of the names that a fleet has for servers."""

import pytest

from contracts.errors import OptionError
from contracts.run.parallel.fleet.serving import origins_of, queue_of


def test_each_server_has_a_queue_of_its_own():
    """However a URL is written, its work goes to the workers of that server and to no others."""
    [one] = origins_of(["https://staging.example:443/v1/"])
    [same] = origins_of(["shop=https://Staging.example"])
    [other] = origins_of(["http://staging.example"])

    assert queue_of(one) == queue_of(same)
    assert queue_of(one) != queue_of(other)
    assert "staging" not in queue_of(one)


def test_what_is_no_server_is_refused():
    """A word that is no URL is named as it was typed."""
    with pytest.raises(OptionError, match="staging"):
        origins_of(["staging"])

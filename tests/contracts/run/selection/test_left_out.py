"""Tests of which operations a run does not call."""

from dataclasses import replace

import pytest

from contracts.run.selection.left_out import ENDING_SKIPPED, UNSAFE_SKIPPED, why_left_out
from contracts.run.settings.check import CheckSettings
from tests.contracts.shop import operation

POST, GET = operation("createOrder"), operation("listOrders")


def why(path, *, called=POST, **settings):
    """Return why an operation with this path is left out."""
    return why_left_out(replace(called, path=path), CheckSettings(targets=(), **settings))


def test_what_may_change_something_is_called_on_demand_only():
    """A GET always is, a POST with --unsafe."""
    assert (why("/orders", called=GET), why("/orders")) == ("", UNSAFE_SKIPPED)
    assert why("/orders", is_unsafe=True) == ""


@pytest.mark.parametrize("path", ["/shutdown", "/v3/shutdown", "/a/shut-down/", "/system/Restart"])
def test_what_ends_the_server_is_called_by_name_only(path):
    """It would end the run as well, and harm others who use the server."""
    assert why(path, is_unsafe=True) == ENDING_SKIPPED
    assert why(path, is_unsafe=True, operations=("create*",)) == ENDING_SKIPPED
    assert why(path, is_unsafe=True, operations=("createOrder",)) == ""


@pytest.mark.parametrize("path", ["/nodes/{id}/shutdown", "/shutdowns", "/restart/plan", "/{halt}"])
def test_what_ends_a_resource_or_has_another_name_is_called(path):
    """Only the last word of a path without an id is about the server."""
    assert why(path, is_unsafe=True) == ""

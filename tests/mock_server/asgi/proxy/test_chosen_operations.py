"""The names of operations that the mock answers in front of a server."""

import pytest

from mock_server.asgi.proxy.chosen_operations import chosen_operations
from mock_server.errors import SettingsError

JOBS = """
servers: [{url: https://api.example.com/v1}]
paths:
  /jobs:
    get: {operationId: listJobs, responses: {'200': {description: x}}}
    post: {responses: {'202': {description: x}}}
"""


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("listJobs", ["GET"]),
        ("POST /jobs", ["POST"]),
        ("POST /v1/jobs", ["POST"]),
        ("/jobs", ["GET", "POST"]),
        ("/v1/jobs", ["GET", "POST"]),
    ],
)
def test_operations_are_named_as_documents_and_requests_name_them(contract_from, name, methods):
    """By operationId, by method and path, or all of a path, with or without the base path."""
    found = chosen_operations([contract_from(JOBS)], (name,))

    assert sorted(each.method for each in found) == methods


def test_unknown_operation_is_refused_with_the_nearest(contract_from):
    """A misspelt name would forward in silence what the server does not have."""
    with pytest.raises(SettingsError, match="did you mean 'listJobs'"):
        chosen_operations([contract_from(JOBS)], ("listJob",))

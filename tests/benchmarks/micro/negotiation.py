"""Choice of the documented answer for a request, in microseconds per request."""

import pytest

from mock_server.http.negotiation import negotiate
from mock_server.http.preferences import NO_PREFERENCES, read_preferences
from openapi.loading.document import load_contracts

OPERATION = next(o for contract in load_contracts() for o in contract.operations if o.is_safe)
CHOSEN = read_preferences([("__code", "404")], [])


@pytest.mark.parametrize("preferences", [NO_PREFERENCES, CHOSEN], ids=["nothing", "a code"])
@pytest.mark.parametrize("accept", ["*/*", "text/html, application/json;q=0.9, */*;q=0.1"])
def test_negotiate(benchmark, preferences, accept):
    """With and without preferences, with a short and a browser's Accept."""
    benchmark(negotiate, OPERATION, preferences, accept)


def test_read_preferences(benchmark):
    """Preferences of a request, in the query and in a header."""
    benchmark(read_preferences, [("__code", "404")], ["example=gone, scenario=none"])

"""Tests of security schemes from names."""

from contracts.results.learned.security import requirements, security_schemes
from contracts.results.learned.seen import Scheme

BEARER = Scheme(kind="http", place="header", name="bearer")
KEY = Scheme(kind="apiKey", place="query", name="api key")
SAME = Scheme(kind="apiKey", place="header", name="api key")


def test_schemes_have_names_that_a_document_may_have():
    """Each its own, the most frequent one first."""
    named = security_schemes({KEY: 2, BEARER: 9, SAME: 1})

    assert [name for name, _ in named.values()] == ["bearer", "api_key", "api_key_2"]
    assert named[KEY][1] == {"type": "apiKey", "in": "query", "name": "api key"}
    assert named[BEARER][1] == {"type": "http", "scheme": "bearer"}


def test_an_operation_needs_what_every_accepted_request_had():
    """What only some had is not needed."""
    named = security_schemes({KEY: 2, BEARER: 9})

    assert requirements({BEARER: 9, KEY: 2}, 9, named) == {"security": [{"bearer": []}]}
    assert requirements({KEY: 2}, 9, named) == {}

"""Tests of credentials that are nearly right."""

from contracts.probes.inputs.raw_request import RawRequest
from contracts.probes.inputs.wrong_credentials import without_credentials, wrong_credentials

PROVING = frozenset({"authorization", "key"})


def raw(*headers, query=()):
    """Return a request with these headers."""
    return RawRequest(
        method="GET",
        origin="http://127.0.0.1:1",
        template="/x",
        path={},
        query=query,
        headers=(("X-Shop", "corner"), *headers),
    )


def made(base):
    """Return the values that take the credential's place, by what is wrong with them."""
    return {
        note: dict(other.headers).get("Authorization", dict(other.query).get("key"))
        for note, other in wrong_credentials(base, PROVING)
    }


def test_a_bearer_token_keeps_its_scheme():
    """Only the token is changed, once the scheme."""
    found = made(raw(("Authorization", "Bearer Secret1")))

    assert found["a credential that nobody has"] == "Bearer contracts-nobody-s-credential-zq7"
    assert found["the credential in other letters"] == "Bearer sECRET1"
    assert found["the credential with another end"] == "Bearer Secretx"
    assert found["the credential cut short"] == "Bearer Secret"
    assert found["half of the credential"] == "Bearer Sec"
    assert found["the credential and more"] == "Bearer Secret1x"
    assert found["another scheme"] == "Basic bm9ib2R5Om5vYm9keQ=="
    assert found["an empty credential"] == ""


def test_a_key_in_the_query_is_changed_too():
    """Credentials travel in queries as well."""
    found = made(raw(query=(("key", "Secret1"),)))

    assert found["the credential cut short"] == "Secret"


def test_short_credentials_have_no_neighbours():
    """A PIN with another digit may be somebody's."""
    assert sorted(made(raw(("Authorization", "Bearer 1234")))) == [
        "HEAD with a credential that nobody has",
        "a credential that is no token",
        "a credential that nobody has",
        "an empty credential",
        "another scheme",
    ]


def test_nobody_has_no_proof_and_keeps_the_rest():
    """Everything else of the request stays."""
    base = raw(("authorization", "Bearer x"), query=(("key", "k"), ("page", "1")))
    bare = without_credentials(base, PROVING)

    assert (bare.headers, bare.query) == ((("X-Shop", "corner"),), (("page", "1"),))

"""Tests of names whose values are never shown."""

import pytest

from openapi.text.secret_names import is_credential_name, is_secret_name, is_sent_credential_name


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "access_token",
        "accessToken",
        "X-Api-Key",
        "sessionId",
        "client-secret",
        "password_hash",
        "passwordHash",
        "passwd_digest",
        "pwd",
        "pwdHash",
        "code_verifier",
        "x-amz-security-token",
    ],
)
def test_names_of_secrets_are_recognised_however_they_are_written(name):
    """APIs write names in several ways."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["token_type", "tokens", "author", "pinned", "session_count", ""])
def test_names_that_only_look_like_secrets_are_none(name):
    """What is not secret is evidence."""
    assert not is_secret_name(name)


def test_tokens_of_pages_are_no_credentials():
    """They are a part of what is asked for."""
    assert is_credential_name("access_token")
    assert not is_credential_name("pageToken")
    assert not is_credential_name("next_token")


@pytest.mark.parametrize("name", ["key", "Sig", "api_key"])
def test_a_request_has_secrets_with_names_that_are_ordinary_in_answers(name):
    """A `key` in the query opens something; one in an answer names a row."""
    assert is_sent_credential_name(name)
    assert is_credential_name(name) is (name == "api_key")

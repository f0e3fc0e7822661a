"""Tests of names whose values are never shown."""

import pytest

from contracts.http.messages.secret_names import is_credential_name, is_secret_name, masked


@pytest.mark.parametrize(
    "name", ["password", "access_token", "accessToken", "X-Api-Key", "sessionId", "client-secret"]
)
def test_names_of_secrets_are_recognised_however_they_are_written(name):
    """APIs write names in several ways."""
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["token_type", "tokens", "author", "pinned", "session_count", ""])
def test_names_that_only_look_like_secrets_are_none(name):
    """What is not secret is evidence."""
    assert not is_secret_name(name)


def test_values_of_secret_members_are_masked_even_where_the_text_is_cut():
    """An excerpt may end within a secret."""
    text = '{"id": 7, "api_key" : "k\\"ey", "pin":1234, "token": "eyJhb'
    shown = '{"id": 7, "api_key" : "[REDACTED]", "pin":"[REDACTED]", "token": "[REDACTED]"'

    assert masked(text) == shown


def test_tokens_of_pages_are_no_credentials():
    """They are a part of what is asked for."""
    assert is_credential_name("access_token")
    assert not is_credential_name("pageToken")
    assert not is_credential_name("next_token")

"""Tests of texts without the values of secret members."""

import pytest

from contracts.http.messages.masking import masked


def test_values_of_secret_members_are_masked_even_where_the_text_is_cut():
    """An excerpt may end within a secret."""
    text = '{"id": 7, "api_key" : "k\\"ey", "pin":1234, "token": "eyJhb'
    shown = '{"id": 7, "api_key" : "[REDACTED]", "pin":"[REDACTED]", "token": "[REDACTED]"'

    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("access_token=s3cret&token_type=bearer", "access_token=redacted&token_type=bearer"),
        ("A=1\r\nDB_PASSWORD=s3cret\r\n", "A=1\r\nDB_PASSWORD=redacted\r\n"),
        ("a sentence with a token = 5", "a sentence with a token = 5"),
        ('{"next": "/x?b=1"}', '{"next": "/x?b=1"}'),
    ],
)
def test_a_form_that_is_called_a_text_shows_no_secret(text, shown):
    """Servers send tokens and settings as `text/plain`, too; other texts stay evidence."""
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            '{"error": "db postgres://app:s3cret@db/x failed"}',
            '{"error": "db postgres://app:[REDACTED]@db/x failed"}',
        ),
        (r"redis:\/\/:s3%40:ret@cache", r"redis:\/\/:[REDACTED]@cache"),
        ("postgres://app:***@db/x", "postgres://app:***@db/x"),
        ("http://127.0.0.1:80/a@b", "http://127.0.0.1:80/a@b"),
        ("https://$USER:$KEY@host", "https://$USER:$KEY@host"),
    ],
)
def test_the_password_of_a_url_is_not_shown(text, shown):
    """The finding that an answer shows one would spread it in every report."""
    assert masked(text) == shown
    assert masked(shown) == shown

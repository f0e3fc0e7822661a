"""Tests of tokens that are renewed during a run."""

import json
from base64 import urlsafe_b64encode

import pytest

from contracts.errors import OptionError
from contracts.http.client.token_command import TokenCommandError
from contracts.http.client.tokens import MIN_SECONDS, TokenSource
from contracts.http.messages.exchange import Request, header
from contracts.http.messages.redaction import Redactor
from tests.contracts.hasty_clock import HastyClock


def source(*tokens, clock=None):
    """Return a source whose command prints these tokens in turn; an error is raised."""
    left = [*tokens]

    def run():
        token = left.pop(0)
        if isinstance(token, Exception):
            raise token
        return token

    return TokenSource(run, clock or HastyClock())


def request(value):
    """Return a request with a value of Authorization."""
    return Request(method="GET", origin="http://h", target="/", headers=(("authorization", value),))


def sent(of):
    """Return the Authorization of a request; None if there is no request."""
    return of and header(of.headers, "Authorization")


def test_a_token_is_renewed_once_after_a_401():
    """It had worked before; the request is sent again with the new one."""
    clock = HastyClock()
    tokens = source("t-1", "t-2", "t-3", clock=clock)
    first = request("Bearer t-1")
    tokens.after(first, 200)
    clock.sleep(MIN_SECONDS)

    again = tokens.after(first, 401)
    assert sent(again) == "Bearer t-2"
    clock.sleep(MIN_SECONDS)
    assert tokens.after(again, 401) is None, "a new token that does not work is not renewed"
    assert tokens.notes() == ("The token was renewed once.",)


def test_a_token_that_never_worked_is_not_renewed():
    """Another one of the same kind would be refused as well."""
    clock = HastyClock()
    tokens = source("t-1", "t-2", clock=clock)
    clock.sleep(MIN_SECONDS)

    assert tokens.after(request("Bearer t-1"), 401) is None
    assert tokens.notes() == ()


def test_the_command_does_not_run_too_often():
    """A server that refuses every token does not make us run it again and again."""
    tokens = source("t-1", "t-2")
    tokens.after(request("Bearer t-1"), 200)

    assert tokens.after(request("Bearer t-1"), 401) is None


def test_requests_that_were_made_before_get_the_latest_token():
    """So does one that another thread has sent with the old token."""
    clock = HastyClock()
    tokens = source("t-1", "t-2", clock=clock)
    tokens.after(request("Bearer t-1"), 200)
    clock.sleep(MIN_SECONDS)
    tokens.after(request("Bearer t-1"), 401)

    assert sent(tokens.fresh(request("Bearer t-1"))) == "Bearer t-2"
    assert sent(tokens.after(request("Bearer t-1"), 401)) == "Bearer t-2"


@pytest.mark.parametrize("value", ["Bearer t-", "Bearer T-1", "Basic dDox", ""])
def test_wrong_credentials_stay_wrong(value):
    """What a probe sends on purpose is neither replaced nor a reason to renew."""
    tokens = source("t-1")

    assert sent(tokens.fresh(request(value))) == value
    assert tokens.after(request(value), 401) is None


def web_token(expires):
    """Return a JSON Web Token that expires at a time."""
    claims = urlsafe_b64encode(json.dumps({"exp": expires}).encode()).decode().rstrip("=")
    return f"head.{claims}.signature-{expires}"


def test_a_token_is_renewed_when_it_expires():
    """A JSON Web Token says when, so that no request has to fail."""
    clock = HastyClock()
    now = int(clock.now().timestamp())
    tokens = source(web_token(now + 60), web_token(now + 999), clock=clock)
    first = request(tokens.value)

    assert tokens.fresh(first) == first
    clock.sleep(59)
    assert sent(tokens.fresh(first)) == f"Bearer {web_token(now + 999)}"


@pytest.mark.parametrize(
    "token", ["a.b.c", "a.!!!.c", "a.bnVsbA.c", f"a.{'x' * 5000}.c", "..", "a.b"]
)
def test_any_other_text_has_no_expiry(token):
    """Whatever looks like a JSON Web Token and is none."""
    tokens = source(token)

    assert sent(tokens.fresh(request(tokens.value))) == f"Bearer {token}"


def test_every_token_is_secret():
    """The first and each later one, alone and with its scheme."""
    clock = HastyClock()
    tokens = source("Token hush-hush-1", "Token hush-hush-2", clock=clock)
    redactor = Redactor(issued=tokens.secrets)
    tokens.after(request("Token hush-hush-1"), 200)
    clock.sleep(MIN_SECONDS)
    tokens.after(request("Token hush-hush-1"), 401)

    assert tokens.value == "Token hush-hush-2"
    assert redactor.text("a hush-hush-1, Token hush-hush-2") == (
        "a $AUTHORIZATION_TOKEN, $AUTHORIZATION"
    )


def test_a_command_that_fails_later_is_noted():
    """The old token is kept, and the run goes on."""
    clock = HastyClock()
    failure = TokenCommandError("it ended with exit code 7")
    tokens = source("t-1", failure, clock=clock)
    tokens.after(request("Bearer t-1"), 200)
    clock.sleep(MIN_SECONDS)

    assert tokens.after(request("Bearer t-1"), 401) is None
    assert tokens.notes() == ("The token was not renewed: it ended with exit code 7.",)


def test_without_a_first_token_nothing_is_sent():
    """The error is one about the option."""
    with pytest.raises(OptionError, match="gave no token") as caught:
        source(TokenCommandError("it ended with exit code 7"))

    assert caught.value.found == "it ended with exit code 7"

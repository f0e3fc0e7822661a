"""Tests of live values from outside."""

from base64 import b64encode
from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.messages.derivation import Derivation, derive
from contracts.http.requests.credentials import (
    credential_fields,
    names_of_credentials,
    parse_header,
    primary_credentials,
)
from openapi.contract import Location
from openapi.contract.document import SecurityScheme
from tests.contracts.shop import SHOP, operation
from tests.packaged import packaged_contracts

ELASTIC_PATH, PLACEWISE = packaged_contracts()


def test_a_key_comes_from_its_variable():
    """The contract names the variable, the header and the value's place."""
    found = primary_credentials(SHOP, (), {"SHOP_TOKEN": "hush-hush"})

    assert found.headers == (("X-Token", "hush-hush"),)


def test_a_bearer_token_comes_from_its_variable():
    """A bearer scheme is sent as HTTP wants it."""
    found = primary_credentials(ELASTIC_PATH, (), {"ELASTICPATH_TOKEN": "hush-hush"})

    assert found.headers == (("Authorization", "Bearer hush-hush"),)


def test_the_documented_variables_work():
    """The tool variables of the documentation are those of the command."""
    environ = {"API_TOKEN": "hush-hush", "LOYALTY_CLUB_SLUG": "my-mall"}
    found = primary_credentials(PLACEWISE, (), environ)

    assert found.headers == (("X-Client-Authorization", "hush-hush"),)
    assert found.parameters == {
        (Location.PATH, "loyalty_club_slug"): "my-mall",
        (Location.HEADER, "X-Loyalty-Club-Slug"): "my-mall",
    }


def test_a_parameter_comes_from_its_variable():
    """A live value replaces the documented example."""
    found = primary_credentials(SHOP, (), {"SHOP_NAME": "mine"})

    assert found.parameters == {(Location.HEADER, "X-Shop"): "mine"}


def test_a_header_of_the_command_line_wins():
    """The command line takes precedence over the environment."""
    found = primary_credentials(SHOP, [("x-token", "typed")], {"SHOP_TOKEN": "from-environment"})

    assert found.headers == (("x-token", "typed"),)


def test_nothing_is_sent_without_values():
    """An empty or unset variable is no credential."""
    assert primary_credentials(SHOP, (), {"SHOP_TOKEN": "  "}).headers == ()


def test_a_value_that_no_header_may_have_is_not_sent():
    """A variable with a line break must not make another header."""
    assert primary_credentials(SHOP, (), {"SHOP_TOKEN": "a\r\nX: b"}).headers == ()


@pytest.mark.parametrize("value", ["hush-hush", "Bearer hush-hush", "Basic hush-hush"])
def test_everything_that_comes_in_is_a_secret(value):
    """Typed values, with or without their scheme, are kept out of output."""
    redactor = primary_credentials(SHOP, [("Authorization", value)], {}).redactor

    assert "hush" not in redactor.text("the server said hush-hush")
    assert "hush" not in redactor.header("Authorization", value)


def test_variables_are_secrets():
    """What the environment gives is kept out of output."""
    environ = {"SHOP_TOKEN": "hush-1", "SHOP_NAME": "hush-2"}
    redactor = primary_credentials(SHOP, (), environ).redactor

    assert redactor.text("hush-1 hush-2") == "$SHOP_TOKEN $SHOP_NAME"


def test_what_proves_a_client():
    """An operation's security schemes name the headers that prove a client."""
    assert credential_fields(SHOP, operation("showOrder")) == {"x-token"}
    assert credential_fields(SHOP, operation("listOrders")) == frozenset()


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("X-A: b", ("X-A", "b")),
        ("X-A:b:c", ("X-A", "b:c")),
        ("X-A:", ("X-A", "")),
        (" X-A :  b ", ("X-A", "b")),
    ],
)
def test_headers_are_parsed(text, header):
    """Name, colon, value."""
    assert parse_header(text) == header


@pytest.mark.parametrize("text", ["", "hush-hush", ": hush", "X A: hush", "X: hush\r\nY: z"])
def test_what_is_no_header_is_refused_without_showing_it(text):
    """A mistyped header may be a secret: the message does not repeat it."""
    with pytest.raises(OptionError) as caught:
        parse_header(text)

    assert "hush" not in str(caught.value)
    assert "'Name: value'" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["Host", "Content-Length", "content_length", "Transfer-Encoding", "Connection", "Upgrade",
     "Expect", "TE", "Trailer", "Keep-Alive", "Proxy-Authorization"],
)  # fmt: skip
def test_headers_of_the_connection_are_refused(name):
    """They would change where a request ends or for whom it is; the value is not shown."""
    with pytest.raises(OptionError, match=f"the header {name} is written by") as caught:
        parse_header(f"{name}: hush-hush")

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "inner"),
    [
        (("Authorization", f"Basic {b64encode(b'ann:pass-word-9').decode()}"), "pass-word-9"),
        (("Cookie", "a=first-part; session=second-part"), "second-part"),
    ],
)
def test_what_is_inside_a_header_is_a_secret_too(header, inner):
    """A server that sends back a decoded password, or one cookie, does not make us print it."""
    redactor = primary_credentials(SHOP, [header], {}).redactor

    assert inner not in redactor.text(f"the server said {inner}")


def with_schemes(*schemes):
    """Return the shop with these security schemes."""
    return replace(SHOP, security_schemes={scheme.name: scheme for scheme in schemes})


KEY = SecurityScheme(name="key", type="apiKey", parameter="api_key", location=Location.QUERY)
SESSION = SecurityScheme(name="sid", type="apiKey", parameter="sid", location=Location.COOKIE)
BASIC = SecurityScheme(name="basic", type="http", scheme="basic", environment="LOGIN")


def test_a_name_has_one_meaning():
    """$AUTHORIZATION is the whole header, also where only its token is shown."""
    [whole, token] = primary_credentials(SHOP, [("Authorization", "Bearer hush-hush")], {}).secrets

    assert (whole.name, whole.value) == ("AUTHORIZATION", "Bearer hush-hush")
    assert (token.name, token.value) == ("AUTHORIZATION_TOKEN", "hush-hush")
    assert token.derivation == Derivation(source="AUTHORIZATION", how="token")


def test_every_secret_of_a_basic_login_can_be_made_from_it():
    """Names are unique, and each value is what its derivation gives."""
    secrets = primary_credentials(with_schemes(BASIC), (), {"LOGIN": "ann:pass-9"}).secrets
    by_name = {secret.name: secret for secret in secrets}

    assert len(by_name) == len(secrets)
    for secret in secrets:
        made = secret.derivation
        assert made is None or derive(made.how, by_name[made.source].value) == secret.value


def test_a_key_in_the_query_or_a_cookie_comes_from_param():
    """It is sent, it is a secret, and it is not the second identity's."""
    contract = with_schemes(KEY, SESSION)
    known = {"api_key": ("hush hush/1",), "sid": ("hush-2",)}
    found = primary_credentials(contract, (), {}, known)

    assert found.query == (("api_key", "hush hush/1"),)
    assert found.headers == (("Cookie", "sid=hush-2"),)
    assert {secret.name for secret in found.secrets} == {"API_KEY", "SID"}
    assert "hush" not in found.redactor.text("/x?api_key=hush%20hush%2F1")


@pytest.mark.parametrize(
    ("headers", "environ", "known", "names"),
    [
        ([("Authorization", "Basic YW5uOnBhc3M=")], {}, {}, {"LOGIN": "ann:pass"}),
        ([], {"LOGIN": "ann:pass"}, {}, {"AUTHORIZATION": "Basic YW5uOnBhc3M="}),
        ([], {}, {"api_key": ("k-1",)}, {"API_KEY": "k-1"}),
        ([("Cookie", "a=b; sid=s-1")], {}, {}, {"SID": "s-1", "COOKIE": "a=b; sid=s-1"}),
    ],
)
def test_a_replay_may_name_a_credential_in_another_way(headers, environ, known, names):
    """A witness names a variable; today the header is given, or the reverse."""
    contract = with_schemes(KEY, SESSION, BASIC)
    found = names_of_credentials(contract, primary_credentials(contract, headers, environ, known))

    assert {name: found.get(name) for name in names} == names

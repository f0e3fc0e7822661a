"""Tests of `[API=]URL`."""

import pytest

from contracts.errors import OptionError
from contracts.http.requests.targets import parse_targets
from tests.contracts.shop import SHOP
from tests.packaged import packaged_contracts

PACKAGED = packaged_contracts()


def bases(*texts, contracts=(SHOP, *PACKAGED)):
    """Return the base URL by API."""
    return {t.contract.api: t.base_url for t in parse_targets(texts, contracts)}


def test_a_bare_url_serves_every_contract():
    """Each API is looked for at its own documented base path."""
    assert bases("http://127.0.0.1:4010") == {
        "shop": "http://127.0.0.1:4010/v1",
        "elastic_path": "http://127.0.0.1:4010",
        "placewise": "http://127.0.0.1:4010",
    }


def test_a_url_with_a_path_is_the_complete_base():
    """A path replaces the documented base path; a slash alone is the root."""
    assert bases("shop=https://host/api/v9/") == {"shop": "https://host/api/v9"}
    assert bases("shop=https://host/") == {"shop": "https://host"}


def test_a_named_api_goes_its_own_way():
    """The URL without an API is for the others."""
    assert bases("http://a", "shop=http://b:8080") == {
        "shop": "http://b:8080/v1",
        "elastic_path": "http://a",
        "placewise": "http://a",
    }


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://h:80", "http://h"),
        ("https://h:443", "https://h"),
        ("https://h:80", "https://h:80"),
        ("http://H.Example", "http://h.example"),
        ("http://[::1]:4010", "http://[::1]:4010"),
    ],
)
def test_origins_are_normal(url, origin):
    """The same server has one name."""
    assert parse_targets([url], [SHOP])[0].origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "", " ", "127.0.0.1:4010", "ftp://h", "http://", "http://h:x", "http://h:99999",
        "http://[x", "[x", "http://h?x=1", "http://h#f", "http://h/a b", "http://user:hush@h",
    ],
)  # fmt: skip
def test_what_is_no_url_is_refused(url):
    """A wrong URL gets four parts, and its password is not repeated."""
    with pytest.raises(OptionError) as caught:
        parse_targets([f"shop={url}"], [SHOP])

    assert "allowed  http://HOST" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_an_unknown_api_is_refused_with_the_nearest():
    """The message names the nearest API."""
    with pytest.raises(OptionError, match="did you mean 'placewise'"):
        bases("placewize=http://h")


def test_one_api_twice_is_refused():
    """One run checks one server per API."""
    with pytest.raises(OptionError, match="twice"):
        bases("shop=http://a", "shop=http://b")


def test_two_bare_urls_are_refused():
    """It would not be clear which URL is for which API."""
    with pytest.raises(OptionError, match="more than one URL"):
        bases("http://a", "http://b")


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("127.0.0.1:4611", "did you mean http://127.0.0.1:4611?"),
        ("localhost:4611/v1", "did you mean http://localhost:4611/v1?"),
        ("//shop.example", "did you mean http://shop.example?"),
        ("ftp://h", "http and https are allowed"),
        ("http://h:x", "a port is a number up to 65535"),
        ("http://user:hush@h", "never in a URL"),
        ("http://h?key=hush", "never in a URL"),
        ("user:hush@h", "never in a URL"),
    ],
)
def test_the_hint_is_about_what_is_wrong(url, hint):
    """Credentials are spoken of only where there may be some."""
    with pytest.raises(OptionError) as caught:
        parse_targets([url], [SHOP])

    assert hint in str(caught.value)
    assert ("never in a URL" in str(caught.value)) == ("hush" in url)
    assert "hush" not in str(caught.value)

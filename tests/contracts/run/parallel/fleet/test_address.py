"""The address of a fleet."""

import pytest

from contracts.errors import OptionError
from contracts.run.parallel.fleet.address import origins_of, parse_address, queue_of


def test_password_is_in_no_text_of_an_address():
    """Neither what is shown nor the `repr` has the user, the password or an option."""
    address = parse_address("rediss://me:s3cret@store.example/2?ssl_ca_certs=ca.pem", "--fleet")

    assert address.shown == "rediss://store.example:6379/2"
    assert address.is_encrypted
    assert "s3cret" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "http://s3cret@127.0.0.1",
        "redis://:s3cret@",
        "redis://:s3cret@host:port",
        "redis://:s3cret@host/db",
        "redis://:s3cret@[::1",
        "s3cret",
        "redis://:s3cret@host:99999",
    ],
)
def test_other_addresses_are_refused_without_their_password(text):
    """What is no address of a Redis server is refused with what is allowed, and not repeated."""
    with pytest.raises(OptionError) as refused:
        parse_address(text, "--fleet")

    assert "redis://" in str(refused.value)
    assert "--fleet" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_each_server_has_a_queue_of_its_own():
    """However a URL is written, its work goes to the workers of that server and to no others."""
    [one] = origins_of(["https://staging.example:443/v1/"])
    [same] = origins_of(["shop=https://Staging.example"])
    [other] = origins_of(["http://staging.example"])

    assert queue_of(one) == queue_of(same)
    assert queue_of(one) != queue_of(other)
    assert "staging" not in queue_of(one)


def test_what_is_no_server_is_refused():
    """A word that is no URL is named as it was typed."""
    with pytest.raises(OptionError, match="staging"):
        origins_of(["staging"])

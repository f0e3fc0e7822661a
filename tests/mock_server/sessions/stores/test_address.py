"""Promises of store URLs: every documented form is read, and no secret is repeated."""

import pytest

from mock_server.errors import SettingsError
from mock_server.sessions.stores.address import Kind, parse_address


@pytest.mark.parametrize(
    ("url", "shown", "kind"),
    [
        ("redis://localhost", "redis://localhost:6379/0", Kind.SINGLE),
        ("redis://:secret@h:7000/3", "redis://h:7000/3", Kind.SINGLE),
        ("valkey://h?db=2", "redis://h:6379/2", Kind.SINGLE),
        ("rediss://me:secret@[::1]:7000", "rediss://[::1]:7000/0", Kind.SINGLE),
        ("valkeys://h", "rediss://h:6379/0", Kind.SINGLE),
        (
            "redis+sentinel://me:secret@a,b:7000/main/1",
            "redis+sentinel://a:26379,b:7000/main",
            Kind.SENTINEL,
        ),
        ("rediss+cluster://a:1,[::2]:3", "rediss+cluster://a:1,[::2]:3", Kind.CLUSTER),
        ("unix:///run/redis.sock?db=4", "unix:///run/redis.sock", Kind.SOCKET),
    ],
)
def test_every_form_is_read(url, shown, kind):
    """An address is shown without user, password and options."""
    address = parse_address(url)

    assert (str(address), address.kind) == (shown, kind)
    assert "secret" not in repr(address)


def test_user_password_and_options_are_decoded():
    """Special characters of a password are percent-encoded."""
    address = parse_address("rediss://me%40x:p%2Fw%3A@h/5?namespace=team-a&ca=/ca.pem&verify=no")

    assert (address.username, address.password, address.database) == ("me@x", "p/w:", 5)
    assert address.namespace == "team-a"
    assert address.options == {"ca": "/ca.pem", "verify": "no"}
    assert parse_address("redis+sentinel://a/main/5").database == 5
    assert parse_address("unix:///s?db=4").database == 4


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("localhost:6379", "no scheme"),
        ("", "no scheme"),
        ("http://me:hunter2@h", "'http'"),
        ("redis://me:hunter2@", "host"),
        ("redis://me:hunter2@h:99999", "99999"),
        ("redis://me:hunter2@h:x", "host or port"),
        ("redis://me:hunter2@a,b", "several hosts"),
        ("redis://h/hunter2", "database"),
        ("redis://me:hunter2@h#x", "%23"),
        ("redis://me:hun#ter2@h", "%23"),
        ("redis://me:hunter2@h?namspace=a", "namespace"),
        ("redis://h?namespace=a/b", "namespace"),
        ("redis+sentinel://h", "service"),
        ("redis+cluster://h/3", "database 0"),
        ("redis://[::1", "URL"),
    ],
)
def test_another_form_is_refused_without_its_secret(url, found):
    """The message says which part is wrong and shows the forms that are allowed."""
    with pytest.raises(SettingsError) as refused:
        parse_address(url)

    assert found in str(refused.value)
    assert "redis+sentinel://" in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert "hun" not in str(refused.value)

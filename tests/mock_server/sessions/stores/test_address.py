"""Promises of store URLs: every documented form is read, and no secret is repeated."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.errors import SettingsError
from mock_server.sessions.stores.address import AddressKind, parse_address


@pytest.mark.parametrize(
    ("url", "shown", "kind"),
    [
        ("redis://localhost", "redis://localhost:6379/0", AddressKind.SINGLE),
        ("redis://:secret@h:7000/3", "redis://h:7000/3", AddressKind.SINGLE),
        ("valkey://h?db=2", "redis://h:6379/2", AddressKind.SINGLE),
        ("rediss://me:secret@[::1]:7000", "rediss://[::1]:7000/0", AddressKind.SINGLE),
        ("valkeys://h", "rediss://h:6379/0", AddressKind.SINGLE),
        (
            "redis+sentinel://me:secret@a,b:7000/main/1",
            "redis+sentinel://a:26379,b:7000/main",
            AddressKind.SENTINEL,
        ),
        ("rediss+cluster://a:1,[::2]:3", "rediss+cluster://a:1,[::2]:3", AddressKind.CLUSTER),
        ("unix:///run/redis.sock?db=4", "unix:///run/redis.sock", AddressKind.SOCKET),
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
        ("redis://me:hunter2@h:99999", "65535"),
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
        ("unix://:hunter2@run/s", "does not begin with a /"),
        ("rediss://h?verify=maybe", "neither yes nor no"),
        ("rediss://h?key=/k.pem", "needs the option cert"),
        ("redis://h?ca=/ca.pem", "rediss://"),
        ("unix:///s?verify=no", "rediss://"),
        ("redis://h?sentinel_password=hunter2", "redis+sentinel:// and rediss+sentinel:// only"),
        ("unix://run/s", "does not begin with a /"),
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


@pytest.mark.parametrize(
    "form", ["redis://u:{}@h:1/0", "redis+sentinel://u:{}@h/m", "unix://u:{}@/s"]
)
@pytest.mark.parametrize(
    "mark", ["?", "#", "/", "?db=1&", "/#", "@x?", "?db=1#", "/3?", "@/", "[", "\n?"]
)
@pytest.mark.parametrize("first", ["", "12", "99999", "s3cret"])
def test_no_part_of_a_password_with_special_characters_is_shown(form, mark, first):
    """A password that is not percent-encoded is refused with how to write it, never repeated."""
    with pytest.raises(SettingsError) as refused:
        parse_address(form.format(f"{first}{mark}pw77&namspace=pw77"))

    for part in ("s3cret", "99999", "pw77"):
        assert part not in str(refused.value)
    if "[" not in mark:
        assert "a ? is written %3F" in str(refused.value)


@pytest.mark.parametrize(
    ("url", "found", "allowed"),
    [
        ("redis://h?namspace=x", "did you mean 'namespace'?", "namespace, db, ca, "),
        ("reddis://h", "it begins with 'reddis'; did you mean 'redis'?", "redis, rediss, valkey"),
        ("http://h", "it begins with 'http'", "redis, rediss, valkey"),
    ],
)
def test_a_misspelt_scheme_or_option_is_refused_with_what_is_allowed(url, found, allowed):
    """The refusal has what was found, the nearest name and all that are allowed."""
    with pytest.raises(SettingsError) as refused:
        parse_address(url)

    assert refused.value.found.endswith(found)
    assert refused.value.allowed.startswith(allowed)


def test_the_name_of_an_unknown_option_is_not_shown():
    """Without an @ it may be a part of a password as well."""
    with pytest.raises(SettingsError) as refused:
        parse_address("redis://u:s3cret?pw77")

    assert "pw77" not in str(refused.value)


@given(password=st.text(st.characters(codec="utf-8"), max_size=20))
def test_every_password_can_be_written(password):
    """Percent-encoded, any password is read as it is, and is in neither text nor message."""
    address = parse_address(f"redis://u:{quote(password, safe='')}@h:7/1?db=2")

    assert address.password == password
    assert str(address) == "redis://h:7/2"


@given(password=st.text("?#/@&=:%[]pq", max_size=12))
def test_a_password_is_read_or_refused_without_it(password):
    """Whatever its special characters, no message and no address has a part of a password."""
    try:
        shown = str(parse_address(f"redis://u:SECRET{password}SECRET@h"))
    except SettingsError as error:
        shown = str(error)

    assert "SECRET" not in shown


def test_a_scheme_without_its_slashes_is_not_called_missing():
    """`rediss:/x` has a scheme; two slashes are missing."""
    with pytest.raises(SettingsError) as refused:
        parse_address("rediss:/x")

    assert refused.value.found == "its scheme rediss is not followed by //"

"""Formats, as lenient as the documents that use them."""

from openapi.json.formats import FORMATS, is_date_time
from tests.acceptance.cases import cases


@cases(
    "name, text",
    {
        "the documented moment": ("date-time", "2018-07-30T11:23:08.417Z"),
        "the other documented moment": ("date-time", "2017-01-10T11:41:19.244842Z"),
        "no decimals": ("date-time", "2018-07-30T11:23:08Z"),
        "nine decimals": ("date-time", "2018-07-30T11:23:08.123456789Z"),
        "thirty decimals": ("date-time", "2018-07-30T11:23:08." + "1" * 30 + "Z"),
        "offset": ("date-time", "2018-07-30T11:23:08+02:00"),
        "negative offset": ("date-time", "2018-07-30T11:23:08-11:30"),
        "small letters": ("date-time", "2018-07-30t11:23:08z"),
        "leap second": ("date-time", "2016-12-31T23:59:60Z"),
        "leap day": ("date", "2024-02-29"),
        "first year": ("date", "0001-01-01"),
        "nil uuid": ("uuid", "00000000-0000-0000-0000-000000000000"),
        "any version": ("uuid", "e7d50bd5-1833-93c0-9848-F9D325B08BE8"),
        "address": ("email", "a@b"),
        "uri": ("uri", "https://example.com/a?b#c"),
        "urn": ("uri", "urn:isbn:1"),
        "ipv4": ("ipv4", "192.0.2.1"),
        "ipv6": ("ipv6", "2001:db8::1"),
        "base64": ("byte", "c3VyZT8+Lg=="),
        "base64 for URLs, without padding": ("byte", "c3VyZT8-Lg"),
        "base64 in lines": ("byte", "c3Vy\r\nZT8=\r\n"),
        "empty base64": ("byte", ""),
    },
)
def test_values_that_a_format_allows(name, text):
    """Spellings that real servers send are valid."""
    assert FORMATS[name](text)


@cases(
    "name, text",
    {
        "day only": ("date-time", "2018-07-30"),
        "blank for T": ("date-time", "2018-07-30 11:23:08Z"),
        "no offset": ("date-time", "2018-07-30T11:23:08"),
        "offset without a colon": ("date-time", "2018-07-30T11:23:08+0200"),
        "hour 24": ("date-time", "2018-07-30T24:00:00Z"),
        "second 61": ("date-time", "2018-07-30T11:23:61Z"),
        "comma": ("date-time", "2018-07-30T11:23:08,4Z"),
        "point without decimals": ("date-time", "2018-07-30T11:23:08.Z"),
        "line break": ("date-time", "2018-07-30T11:23:08Z\n"),
        "Arabic digits": ("date-time", "٢٠١٨-07-30T11:23:08Z"),
        "no such day": ("date", "2023-02-29"),
        "no such month": ("date", "2023-13-01"),
        "year zero": ("date", "0000-01-01"),
        "short": ("date", "2018-7-30"),
        "no date": ("date", ""),
        "uuid without dashes": ("uuid", "e7d50bd5183343c09848f9d325b08be8"),
        "uuid with other letters": ("uuid", "g7d50bd5-1833-43c0-9848-f9d325b08be8"),
        "uuid and more": ("uuid", "e7d50bd5-1833-43c0-9848-f9d325b08be8\n"),
        "no at sign": ("email", "a.b"),
        "two at signs": ("email", "a@b@c"),
        "path": ("uri", "/a/b"),
        "blank in uri": ("uri", "https://example.com/a b"),
        "bracket in uri": ("uri", "http://[::1"),
        "ipv4 and more": ("ipv4", "192.0.2.256"),
        "leading zero": ("ipv4", "192.0.02.1"),
        "zone": ("ipv6", "fe80::1%eth0"),
        "ipv4 as ipv6": ("ipv6", "192.0.2.1"),
        "percent sign in base64": ("byte", "%"),
        "text after the padding": ("byte", "dGV4dA==x"),
    },
)
def test_values_that_a_format_refuses(name, text):
    """Values that are not what the name of the format means are invalid."""
    assert not FORMATS[name](text)


def test_a_shortened_date_time_is_invalid():
    """A text that is too short is invalid, and not an index error."""
    assert not any(is_date_time("2018-07-30T11:23:08.417Z"[:length]) for length in range(24))

"""The values of `format` in a schema, each as a predicate of a text.

Both validators use these, so that they cannot disagree. They are as lenient as the RFCs: RFC 3339
allows any number of fractional digits, offsets, lower-case letters and leap seconds; identifiers
of RFC 4122 may have any version and variant, the nil one included.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from openapi.json.types import JSON

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"([zZ]|[-+]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_\s-]*(?:=[=\s]*)?")
_URI_CHARACTERS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*")


def is_date(text: str) -> bool:
    """Whether `text` is a full-date of RFC 3339 and the day exists."""
    match = _DATE.fullmatch(text)
    if match is None or match[1] == "0000":
        return False
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """Whether `text` is a date-time of RFC 3339."""
    return (
        len(text) > len("2018-07-30T")
        and text[10] in "Tt"
        and is_date(text[:10])
        and _TIME.fullmatch(text[11:]) is not None
    )


def is_uuid(text: str) -> bool:
    """Whether `text` is an identifier of RFC 4122, in any version and variant."""
    return _UUID.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether `text` has one part before and one after a single @."""
    return _EMAIL.fullmatch(text) is not None


def is_uri(text: str) -> bool:
    """Whether `text` is an absolute URI (RFC 3986); only forbidden characters are refused."""
    if _URI_CHARACTERS.fullmatch(text) is None:
        return False
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def is_ipv4(text: str) -> bool:
    """Whether `text` is a dotted IPv4 address."""
    return _parses(IPv4Address, text)


def is_ipv6(text: str) -> bool:
    """Whether `text` is an IPv6 address without a zone."""
    return "%" not in text and _parses(IPv6Address, text)


def is_base64(text: str) -> bool:
    """Whether `text` has only characters of base64, in either alphabet (RFC 4648, 4 and 5).

    Line breaks (MIME) and a missing padding are accepted.
    """
    return _BASE64.fullmatch(text) is not None


def _parses(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text)
    except AddressValueError:
        return False
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "date": is_date,
    "date-time": is_date_time,
    "email": is_email,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "uri": is_uri,
    "uuid": is_uuid,
}
"""The formats that are checked; any other is an annotation."""

_OTHER_NAMES: Mapping[str, str] = {
    "guid": "uuid",
    "datetime": "date-time",
    "iso-datetime": "date-time",
    "google-datetime": "date-time",
    "host-name": "hostname",
    "domain": "hostname",
    "ip": "ipv4",
    "ip-address": "ipv4",
    "ipvanyaddress": "ipv4",
}


def format_of(definition: Mapping[str, JSON]) -> str:
    """Return the format of a schema by its usual name, for values that are made; empty for none.

    No value is judged by it: a format that JSON Schema does not name is an annotation.

    >>> format_of({"format": "dateTime"})
    'date-time'
    """
    name = str(definition.get("format", ""))
    return _OTHER_NAMES.get(name.lower(), name.lower())

"""Values by the name of a property: an `email` is an address, a `price` is an amount.

A name is read word by word (`created_at`, `createdAt` and `created-at` are the same), and its last
words decide. All values are made up: domains and addresses are the reserved ones (RFC 2606,
RFC 5737), and the telephone numbers are not assigned.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from openapi.json.types import JSON

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_MAX_NAME = 100

_MOMENTS = ("2000-01-01T00:00:00Z", "2000-01-02T00:00:00Z", "2000-01-03T00:00:00Z")
_DAYS = ("2000-01-01", "2000-01-02", "2000-01-03")
_SECONDS = (946684800, 946771200, 946857600)
_AMOUNTS = (19.99, 5.0, 120.5, 42.25)

_TABLE: Sequence[tuple[str, Sequence[JSON]]] = (
    ("email|mail|email address", ("ada@example.com", "grace@example.com", "alan@example.com")),
    (
        "url|uri|href|link|website|homepage",
        ("https://example.com/", "https://example.com/a", "https://example.com/b"),
    ),
    (
        "image|avatar|photo|logo|thumbnail|icon|picture|image url|avatar url|logo url|photo url",
        ("https://example.com/a.png", "https://example.com/b.png"),
    ),
    ("domain|host|hostname|domain name", ("example.com", "example.org", "example.net")),
    ("ip|ip address|ipv 4", ("192.0.2.1", "192.0.2.2", "192.0.2.3")),
    ("phone|mobile|fax|telephone|phone number|mobile number", ("+12025550123", "+12025550145")),
    ("first name|given name|firstname", ("Ada", "Grace", "Alan")),
    ("last name|family name|surname|lastname", ("Lovelace", "Hopper", "Turing")),
    ("full name|author name|display name", ("Ada Lovelace", "Grace Hopper", "Alan Turing")),
    ("username|user name|login|nickname", ("ada", "grace", "alan")),
    ("company|company name|organization name", ("Example Ltd", "Example Inc")),
    ("city|town", ("London", "Berlin", "Oslo")),
    ("country|country code", ("GB", "DE", "NO")),
    ("street|address line 1|line 1|street address", ("1 Main Street", "2 High Street")),
    ("zip|zip code|zipcode|postcode|postal code", ("10115", "90210")),
    ("currency|currency code", ("EUR", "USD", "GBP")),
    ("language|locale|lang|language code", ("en", "de", "no")),
    ("timezone|time zone|tz", ("Europe/London", "Europe/Berlin")),
    ("color|colour", ("#336699", "#993366")),
    ("version", ("1.0.0", "1.1.0", "2.0.0")),
    ("mime type|content type|media type", ("application/json", "text/plain")),
    ("timestamp|datetime|date time", (*_MOMENTS, *_SECONDS)),
    ("date|day|birthday|dob|birthdate|date of birth", _DAYS),
    ("price|cost|unit price|total price|subtotal|balance|amount", (*_AMOUNTS, "19.99", "5.00")),
    ("latitude|lat", (51.5, 52.52, 59.91)),
    ("longitude|lng|lon", (-0.12, 13.4, 10.75)),
    ("quantity|qty", (1, 2, 3)),
    ("percent|percentage", (50, 25, 75)),
    ("rating", (4.5, 4.0, 5.0)),
    ("year", (2000, 2001, 2002)),
    ("month", (1, 2, 3)),
    ("age", (36, 41, 28)),
)
_BY_NAME: Mapping[str, Sequence[JSON]] = {
    name: values for names, values in _TABLE for name in names.split("|")
}
_BY_LAST_WORD: Mapping[str, Sequence[JSON]] = {
    "at": (*_MOMENTS, *_SECONDS),
    **{
        word: _BY_NAME[word]
        for word in ("email", "url", "uri", "date", "currency", "price", "timestamp", "amount")
    },
}


def values_for_name(name: str, place: int) -> tuple[JSON, ...]:
    """Return values that fit a property's name, of any type; none if the name says nothing.

    Args:
        name: The name, in any style.
        place: Which value comes first: equal places have equal values.

    >>> values_for_name("billingEmail", 0)[0]
    'ada@example.com'
    """
    groups = _groups(name[:_MAX_NAME])
    return tuple(each for group in groups for each in _from(group, place % len(group)))


@lru_cache(maxsize=4096)
def _groups(name: str) -> tuple[tuple[JSON, ...], ...]:
    """Return the values of a name, those of each type together."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words:
        return ()
    values = _BY_NAME.get(" ".join(words)) or _BY_NAME.get(" ".join(words[-2:]), ())
    # `at` alone says nothing, `created_at` does.
    if not values and len(words) > 1:
        values = _BY_LAST_WORD.get(words[-1], ())
    same_type: dict[type, list[JSON]] = {}
    for value in values:
        same_type.setdefault(type(value), []).append(value)
    return tuple(map(tuple, same_type.values()))


def _from(values: tuple[JSON, ...], start: int) -> tuple[JSON, ...]:
    return (*values[start:], *values[:start])

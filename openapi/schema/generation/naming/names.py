"""Values by the name of a property: an `email` is an address, a `price` is an amount.

A name is read word by word (`created_at`, `createdAt` and `created-at` are the same), and its last
words decide. The values of each type take turns, so that the items of a list differ. All values
are made up: domains and addresses are the reserved ones (RFC 2606, RFC 5737), and the telephone
numbers are not assigned.
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
_PRICES = (*_AMOUNTS, 1999, 500, 12050, 4225, "19.99", "5.00", "120.50", "42.25")
_IDENTITIES = tuple(f"00000000-0000-4000-8000-{number:012}" for number in range(1, 100))
_NUMBERS = tuple(range(1, 100))
_SENTENCES = ("A short text.", "Another text.", "One more text.")

_TABLE: Sequence[tuple[str, Sequence[JSON]]] = (
    ("id|identifier", (*_IDENTITIES, *_NUMBERS)),
    ("uuid|guid", _IDENTITIES),
    ("name", ("Alpha", "Beta", "Gamma")),
    ("title|headline", ("First title", "Second title", "Third title")),
    ("description|summary|details", ("A short description.", "Another one.", "One more.")),
    ("text|body|content|comment|note|notes|remarks|bio|message|reason", _SENTENCES),
    ("subject|topic", ("First subject", "Second subject", "Third subject")),
    ("slug", ("alpha", "beta", "gamma")),
    ("tag|label|keyword", ("red", "green", "blue")),
    ("category", ("books", "music", "games")),
    ("status", ("active", "paused", "closed")),
    ("role", ("admin", "editor", "viewer")),
    ("sku", ("SKU-0001", "SKU-0002", "SKU-0003")),
    ("file|filename|file name", ("example.txt", "report.pdf", "photo.png")),
    ("job title|occupation", ("Engineer", "Designer", "Teacher")),
    (
        "address|full address",
        ("1 Main Street, London", "2 High Street, Berlin", "3 Park Avenue, Oslo"),
    ),
    ("region|province|county", ("Greater London", "Bavaria", "Viken")),
    ("email|mail|email address", ("ada@example.com", "grace@example.com", "alan@example.com")),
    (
        "url|uri|href|link|website|homepage",
        ("https://example.com/", "https://example.com/a", "https://example.com/b"),
    ),
    (
        "image|avatar|photo|logo|thumbnail|icon|picture|image url|avatar url|logo url|photo url",
        tuple(f"https://example.com/{name}.png" for name in "abc"),
    ),
    ("domain|host|hostname|domain name", ("example.com", "example.org", "example.net")),
    ("ip|ip address|ipv 4", ("192.0.2.1", "192.0.2.2", "192.0.2.3")),
    (
        "phone|mobile|fax|telephone|phone number|mobile number",
        ("+12025550123", "+12025550145", "+12025550167"),
    ),
    ("first name|given name|firstname", ("Ada", "Grace", "Alan")),
    ("last name|family name|surname|lastname", ("Lovelace", "Hopper", "Turing")),
    ("full name|author name|display name", ("Ada Lovelace", "Grace Hopper", "Alan Turing")),
    ("username|user name|login|nickname", ("ada", "grace", "alan")),
    ("company|company name|organization name", ("Example Ltd", "Example Inc", "Example AS")),
    ("city|town", ("London", "Berlin", "Oslo")),
    ("country code", ("GB", "DE", "NO")),
    ("country", ("United Kingdom", "Germany", "Norway", "GB", "DE", "NO")),
    ("country name", ("United Kingdom", "Germany", "Norway")),
    (
        "street|address line 1|line 1|street address",
        ("1 Main Street", "2 High Street", "3 Park Avenue"),
    ),
    ("zip|zip code|zipcode|postcode|postal code", ("10115", "90210", "75001")),
    ("currency|currency code", ("EUR", "USD", "GBP")),
    ("language|locale|lang|language code", ("en", "de", "no")),
    ("timezone|time zone|tz", ("Europe/London", "Europe/Berlin", "Europe/Oslo")),
    ("color|colour", ("#336699", "#993366", "#669933")),
    ("version", ("1.0.0", "1.1.0", "2.0.0")),
    ("mime type|content type|media type", ("application/json", "text/plain", "image/png")),
    ("timestamp|datetime|date time", (*_MOMENTS, *_SECONDS)),
    ("date|day|birthday|dob|birthdate|date of birth", _DAYS),
    ("price|cost|unit price|total price|subtotal|balance|amount", _PRICES),
    ("latitude|lat", (51.5, 52.52, 59.91)),
    ("longitude|lng|lon", (-0.12, 13.4, 10.75)),
    ("quantity|qty", (1, 2, 3)),
    ("count|total|total count|size|length", (3, 5, 8)),
    ("page|page number|position|rank|priority|sequence", (1, 2, 3)),
    ("width", (640, 800, 1024)),
    ("height", (480, 600, 768)),
    ("duration|seconds", (30, 60, 90)),
    ("percent|percentage", (50, 25, 75)),
    ("rating", (4.5, 4.0, 5.0)),
    ("year", (2000, 2001, 2002)),
    ("month", (1, 2, 3)),
    ("age", (36, 41, 28)),
)
_BY_NAME: Mapping[str, Sequence[JSON]] = {
    name: values for names, values in _TABLE for name in names.split("|")
}
_DECISIVE = (
    "email", "url", "uri", "date", "currency", "price", "timestamp", "amount", "id", "uuid",
    "guid", "name", "title", "description", "country", "city", "phone", "slug", "message",
    "comment", "status", "count", "address",
)  # fmt: skip
_BY_LAST_WORD: Mapping[str, Sequence[JSON]] = {
    "at": (*_MOMENTS, *_SECONDS),
    **{word: _BY_NAME[word] for word in _DECISIVE},
}


def values_for_name(name: str, place: int) -> tuple[JSON, ...]:
    """Return values that fit a property's name, of any type; none if the name says nothing.

    Equal places have equal values.

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

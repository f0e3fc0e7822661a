"""Other spellings of one value: a number as a text, a date as part of a time, a link as a URL."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

_TIME = re.compile(
    r"(?P<date>[0-9]{4}(?:-[0-9]{2}-[0-9]{2}|/[0-9]{2}/[0-9]{2}))"
    r"(?:[Tt ](?P<minute>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2})?(?P<fraction>\.[0-9]+)?"
    r" ?(?P<offset>[Zz]|[-+][0-9]{2}:?[0-9]{2})?)?"
)
_UTC = ("Z", "+00:00")
_NO_OFFSET = ("Z", "+0000", "-0000")
_OF_SERVERS = frozenset({"http", "https"})
_BOOLEANS = {"true": True, "false": False}


def spellings(value: JSON) -> Iterator[JSON]:
    """Yield what else may be meant by a scalar, the nearest spelling first.

    A number or a boolean is also its text, and a text the number, boolean, object or list that it
    is in JSON; a time is also the same time written in another way, or its date.

    >>> [*spellings("12")], [*spellings(True)], [*spellings("2020-02-01 09:30:00")][:2]
    ([12], ['true'], ['2020-02-01T09:30:00Z', '2020-02-01T09:30:00+00:00'])
    """
    if isinstance(value, bool | int | float):
        yield dump_json(value).decode()
    elif isinstance(value, str):
        yield from _of_text(value.strip())


def absolute_links(link: JSON, root: Mapping[str, JSON]) -> Iterator[str]:
    """Yield a link that begins with a slash as the URL that it is at the first server.

    A `uri` has a scheme (RFC 3986, 4.3); what it is relative to is the server (5.2). Without a
    server that has an address, nothing is known.

    >>> servers = {"servers": [{"url": "https://api.example.com/v1"}]}
    >>> [*absolute_links("/v2/orders", servers)], [*absolute_links("orders", servers)]
    (['https://api.example.com/v2/orders'], [])
    """
    servers = root.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    if not isinstance(link, str) or not link.startswith("/") or not isinstance(first, Mapping):
        return
    url = str(first.get("url", ""))
    variables = first.get("variables")
    for name, variable in variables.items() if isinstance(variables, Mapping) else ():
        if isinstance(variable, Mapping) and "default" in variable:
            url = url.replace(f"{{{name}}}", str(variable["default"]))
    with suppress(ValueError):
        if urlsplit(url).scheme in _OF_SERVERS and "{" not in url:
            yield urljoin(url, link)


def _of_text(text: str) -> Iterator[JSON]:
    if text.casefold() in _BOOLEANS:
        yield _BOOLEANS[text.casefold()]
        return
    match = _TIME.fullmatch(text)
    if match is not None:
        yield from _times(match)
        return
    try:
        found = parse_json(text.encode("utf-8", "replace"))
    except JsonError:
        return
    if found is not None and not isinstance(found, str):
        yield found


def _times(match: re.Match[str]) -> Iterator[str]:
    """Yield the spellings of a date or a time, those that say most first.

    Programs that convert YAML read its dates, and write them as times in UTC.
    """
    date = match["date"].replace("/", "-")
    time = (match["minute"] or "00:00") + (match["second"] or ":00")
    offset = (match["offset"] or "Z").upper().replace(":", "")
    offsets = _UTC if offset in _NO_OFFSET else (f"{offset[:3]}:{offset[3:]}",)
    for fraction in dict.fromkeys((match["fraction"] or "", "")):
        yield from (f"{date}T{time}{fraction}{each}" for each in offsets)
    yield f"{date}T{time}"
    yield f"{date} {time}"
    yield date

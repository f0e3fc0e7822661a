"""Media types and `Accept` (RFC 9110, 12.5.1): which representation a client prefers.

Parsing never fails: invalid ranges are ignored, and a header without a valid range accepts all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from openapi.contract import MediaType
from openapi.values import dataclass

_WORD = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_TYPE = re.compile(rf"\s*({_WORD})/({_WORD})\s*")
_QUALITY = re.compile(r"0(?:\.\d*)?|1(?:\.0*)?|\.\d+", re.ASCII)
_MAX_RANGES = 100
_CHARSET = "charset"
_JSON = frozenset({"application/json", "text/json"})
_OF_RANGE = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/wav",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRange:
    """A media type or a range of them."""

    type: str  # such as `application`, or `*`
    subtype: str  # such as `json`, or `*`
    parameters: frozenset[tuple[str, str]] = frozenset()  # by lower-case name; no `q`, `charset`
    quality: float = 1.0  # the client's preference, from 0 to 1

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """How narrow the range is; the narrowest one that covers a type decides."""
        return (self.type != "*", self.subtype != "*", len(self.parameters))

    def covers(self, other: "MediaRange") -> bool:
        """Whether `other` is in this range; it may be a range itself."""
        return (
            self.type in ("*", other.type)
            and self.subtype in ("*", other.subtype)
            and self.parameters <= other.parameters
        )


_ANYTHING = MediaRange(type="*", subtype="*")


@lru_cache(maxsize=256)
def parse_media_range(text: str) -> MediaRange | None:
    """Return a media type with its parameters, or None if the text is not one."""
    head, *sections = text.casefold().split(";")
    match = _TYPE.fullmatch(head)
    if match is None:
        return None
    parameters = [
        (name.strip(), value.strip().strip('"'))
        for name, _, value in (section.partition("=") for section in sections)
    ]
    quality = next((value for name, value in parameters if name == "q"), "1")
    return MediaRange(
        type=match[1],
        subtype=match[2],
        parameters=frozenset(pair for pair in parameters if pair[0] not in ("", "q", _CHARSET)),
        quality=float(quality) if _QUALITY.fullmatch(quality) else 1.0,
    )


@lru_cache(maxsize=256)
def parse_accept(text: str) -> tuple[MediaRange, ...]:
    """Return the valid ranges of an `Accept` header, the first hundred at most."""
    ranges = (parse_media_range(part) for part in text.split(",", _MAX_RANGES)[:_MAX_RANGES])
    return tuple(found for found in ranges if found is not None)


def covering_media_type(documented: Sequence[MediaType], sent: str) -> MediaType | None:
    """Return the first documented media type, or range, that covers one that was sent, or None."""
    found = parse_media_range(sent)
    if found is None or "*" in (found.type, found.subtype):
        return None
    ranges = ((media, parse_media_range(media.name)) for media in documented)
    return next((media for media, each in ranges if each is not None and each.covers(found)), None)


def best_match(available: Sequence[str], accept: str) -> str | None:
    """Return the media type that `accept` prefers; None if it accepts none.

    Of equals it is one that the client names, not only a range of it; then JSON, which most clients
    read; then the first.

    >>> best_match(["application/json", "application/xml"], "application/*;q=0.5, application/xml")
    'application/xml'
    >>> best_match(["application/xml", "application/json"], "*/*")
    'application/json'
    """
    ranges = parse_accept(accept)
    if not ranges:
        # What is no media type is sent, too.
        return _best(available, [_ANYTHING]) or next(iter(available), None)
    found = _best(available, ranges)
    # A client that asks for a version that the document does not name gets what there is.
    return found or _best(available, [replace(each, parameters=frozenset()) for each in ranges])


def _best(available: Sequence[str], ranges: Sequence[MediaRange]) -> str | None:
    best = max(available, key=lambda offer: _rank(offer, ranges), default=None)
    return best if best is not None and _rank(best, ranges)[0] > 0 else None


def is_json(media_type: str) -> bool:
    """Whether bodies of this media type are JSON texts."""
    name = media_type.partition(";")[0].strip().casefold()
    return name in _JSON or name.endswith("+json")


def concrete_media_type(media_type: str) -> str:
    """Return the media type to send for a documented one, which may be a range.

    >>> concrete_media_type("application/*")
    'application/json'
    """
    if "*" not in media_type:
        return media_type
    return _OF_RANGE.get(
        media_type.partition("/")[0].strip().casefold(), "application/octet-stream"
    )


def _rank(offer: str, ranges: Sequence[MediaRange]) -> tuple[float, bool, bool]:
    """Return the quality of an offer, and whether the client names it and it is JSON."""
    sent = concrete_media_type(offer)
    offered = parse_media_range(sent)
    covering = [] if offered is None else [found for found in ranges if found.covers(offered)]
    if not covering:
        return 0.0, False, False
    narrowest = max(covering, key=lambda found: found.specificity)
    return narrowest.quality, narrowest.subtype != "*", is_json(sent)

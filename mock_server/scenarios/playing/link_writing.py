"""The position of a page in a list, and its links to other pages; pure numbers and texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from openapi.contract import Pagination, Schema
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.validation import validator_for
from openapi.schema.walk import applicable, followed, subschemas

LINKS = ("current", "first", "last", "prev", "next")  # names of the links, in their order


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWindow:
    """A page as a part of a list."""

    offset: int  # number of records before the page
    limit: int  # largest number of records on the page
    total: int  # number of records in the whole list
    max_offset: int | None = None  # the largest offset of a request; None without a limit

    @property
    def offsets(self) -> Mapping[str, int | None]:
        """The offset of each link by name; None if there is no such page.

        Following `next` from `first` reaches every record that an allowed offset can reach, and
        ends at `last`.
        """
        stride = max(self.limit, 1)
        highest = max(self.total - 1, 0)
        if self.max_offset is not None:
            highest = min(highest, self.max_offset)
        last = highest // stride * stride if self.limit else 0
        after = self.offset + self.limit
        has_next = bool(self.limit) and after < self.total
        if self.max_offset is not None and after > self.max_offset:
            has_next = False
        has_previous = bool(self.limit) and self.offset > 0
        return {
            "current": self.offset,
            "first": 0,
            "last": last,
            "prev": min(max(self.offset - self.limit, 0), last) if has_previous else None,
            "next": after if has_next else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFormat:
    """How an API writes the links of a page."""

    member: str = ""  # key of the URL if each link is an object; empty if it is a plain string
    has_null: bool = True  # whether the link to a missing page is null; else it is omitted

    def write(self, urls: Mapping[str, str | None]) -> JSON:
        """Return the links object for these URLs."""
        links: dict[str, JSON] = {}
        for name, url in urls.items():
            if url is not None:
                links[name] = {self.member: url} if self.member else url
            elif self.has_null:
                links[name] = None
        return links


_EXAMPLE_LINKS: Mapping[str, str | None] = dict.fromkeys(LINKS, "/") | {"prev": None, "next": None}


def detect_link_format(schema: Schema | None) -> LinkFormat:
    """Return how links are written by their schema, preferring the schema's first alternative."""
    plain = [LinkFormat(), LinkFormat(has_null=False)]
    as_object = [LinkFormat(member="href"), LinkFormat(member="href", has_null=False)]
    if schema is None:
        return plain[0]
    candidates = as_object + plain if _prefers_objects(schema) else plain + as_object
    validator = validator_for(schema)
    valid = (each for each in candidates if validator.is_valid(each.write(_EXAMPLE_LINKS)))
    return next(valid, plain[0])


def _prefers_objects(schema: Schema) -> bool:
    inside = subschemas(followed(schema))
    links = (each for each in inside if each.keyword in {"properties", "additionalProperties"})
    first = next(links, None)
    return first is not None and _is_object(first.schema)


def _is_object(member: Schema) -> bool:
    parts = (part.definition for part in applicable(member))
    typed = (part for part in parts if "type" in part or "properties" in part)
    leading = next(typed, member.definition)
    return bool(leading) and "object" in (types_of(leading) or {"object"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBase:
    """What links to other pages keep of a request."""

    url: str = ""  # everything before the question mark; empty for relative links
    limit: int | None = None  # as requested; without one, the links have none
    query: tuple[tuple[str, str], ...] = ()  # the request's; its page parameters are left out

    def urls(
        self, pagination: Pagination, positions: Mapping[str, JSON]
    ) -> Mapping[str, str | None]:
        """Return the URL of each page by relation; None if there is no such page.

        A position is a number or URL-safe text; None if there is no such page.
        """
        own = pagination.parameters
        kept = "".join(f"{_quoted(n)}={_quoted(v)}&" for n, v in self.query if n not in own)
        before = f"{self.url}?{kept}{_quoted(pagination.position)}="
        after = "" if self.limit is None else f"&{_quoted(pagination.limit)}={self.limit}"
        return {
            name: None if position is None else f"{before}{position}{after}"
            for name, position in positions.items()
        }


LINK_RELATIONS = ("first", "prev", "next", "last")  # of the `Link` header (RFC 8288), in order


def link_header(urls: Mapping[str, str | None]) -> str:
    """Return a `Link` header with the URLs of other pages."""
    found = ((name, urls.get(name)) for name in LINK_RELATIONS)
    return ", ".join(f'<{url}>; rel="{name}"' for name, url in found if url is not None)


@lru_cache(maxsize=256)
def _quoted(text: str) -> str:
    return quote(text, safe="-._~(),:")

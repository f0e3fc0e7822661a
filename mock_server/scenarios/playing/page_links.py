"""The position of a page in a list, and its links to other pages; pure numbers and texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from openapi.contract import Pagination, Schema
from openapi.json.parsing import dump_json
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
class LinkTemplate:
    """The JSON of the links of a list's pages, complete except for the positions."""

    before: str  # JSON text of a link before the position
    after: str  # JSON text of a link after the position
    has_null: bool  # whether the link to a missing page is null; else it is omitted

    def write(self, positions: Mapping[str, JSON]) -> bytes:
        """Return the links object as JSON; a position is a number or URL-safe text."""
        links = [
            f'"{name}":null' if value is None else f'"{name}":{self.before}{value}{self.after}'
            for name, value in positions.items()
            if value is not None or self.has_null
        ]
        return f"{{{','.join(links)}}}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBase:
    """What links to other pages keep of a request."""

    url: str = ""  # everything before the question mark; empty for relative links
    limit: int | None = None  # as requested; without one, the links have none
    query: tuple[tuple[str, str], ...] = ()  # the request's; its page parameters are left out

    def around_position(self, pagination: Pagination) -> tuple[str, str]:
        """Return the URL of a page before and after the position."""
        own = pagination.parameters
        kept = "".join(f"{_quoted(n)}={_quoted(v)}&" for n, v in self.query if n not in own)
        limit = "" if self.limit is None else f"&{_quoted(pagination.limit)}={self.limit}"
        return f"{self.url}?{kept}{_quoted(pagination.position)}=", limit


@lru_cache(maxsize=256)
def link_template(base: LinkBase, pagination: Pagination, shape: LinkFormat) -> LinkTemplate:
    """Return the links of a list's pages, for the parameters of one request."""
    first, second = base.around_position(pagination)
    before, after = _text(first)[:-1], _text(second)[1:]
    if shape.member:
        before, after = f"{{{_text(shape.member)}:{before}", f"{after}}}"
    return LinkTemplate(before=before, after=after, has_null=shape.has_null)


def page_urls(
    base: LinkBase, pagination: Pagination, positions: Mapping[str, JSON]
) -> Mapping[str, str | None]:
    """Return the URL of each page that the body names, by pointer; None if there is no such page.

    `positions` are those of each page by relation; None if there is no such page.
    """
    before, after = base.around_position(pagination)
    return {
        pointer: None if positions.get(name) is None else f"{before}{positions[name]}{after}"
        for name, pointer in pagination.urls.items()
    }


LINK_RELATIONS = ("first", "prev", "next", "last")  # of the `Link` header (RFC 8288), in order


def link_header(base: LinkBase, pagination: Pagination, positions: Mapping[str, JSON]) -> str:
    """Return a `Link` header.

    `positions` are those of each page by relation; None if there is no such page.
    """
    before, after = base.around_position(pagination)
    return ", ".join(
        f'<{before}{positions[name]}{after}>; rel="{name}"'
        for name in LINK_RELATIONS
        if positions.get(name) is not None
    )


def _text(value: str) -> str:
    return dump_json(value).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="-._~(),:")

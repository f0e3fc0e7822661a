"""Where a page lies in a list, and the links that lead from it. Pure numbers and texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from openapi.contract import Pagination, Schema
from openapi.json.parsing import dump_json
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.validation import validator_for

LINKS = ("current", "first", "last", "prev", "next")
"""Names of the links, in the order in which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWindow:
    """A stretch of a list.

    Attributes:
        offset: Records that are skipped.
        limit: Records that there is room for.
        total: Records in the whole list.
        max_offset: The largest offset that a client may ask for, if there is one.
    """

    offset: int
    limit: int
    total: int
    max_offset: int | None = None

    @property
    def offsets(self) -> Mapping[str, int | None]:
        """Return where each link leads; None where there is nothing to go to.

        Following `next` from `first` meets every record that an allowed offset can reach, and
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
    """How an API writes a link.

    Attributes:
        member: Key under which an object holds the address; empty for a plain text.
        has_null: Whether a link that leads nowhere is null; otherwise it is left out.
    """

    member: str = ""
    has_null: bool = True

    def write(self, addresses: Mapping[str, str | None]) -> JSON:
        """Return the links object for these addresses."""
        links: dict[str, JSON] = {}
        for name, address in addresses.items():
            if address is not None:
                links[name] = {self.member: address} if self.member else address
            elif self.has_null:
                links[name] = None
        return links


_SAMPLE_LINKS: Mapping[str, str | None] = dict.fromkeys(LINKS, "/") | {"prev": None, "next": None}


def detect_link_format(schema: Schema | None) -> LinkFormat:
    """Return how links are written where a schema describes them: its first alternative leads."""
    plain = [LinkFormat(), LinkFormat(has_null=False)]
    as_object = [LinkFormat(member="href"), LinkFormat(member="href", has_null=False)]
    if schema is None:
        return plain[0]
    candidates = as_object + plain if _prefers_objects(schema) else plain + as_object
    validator = validator_for(schema)
    fitting = (shape for shape in candidates if validator.is_valid(shape.write(_SAMPLE_LINKS)))
    return next(fitting, plain[0])


def _prefers_objects(schema: Schema) -> bool:
    definition, _ = dereference(schema.root, schema.definition)
    members = [*definition.get("properties", {}).values(), definition.get("additionalProperties")]
    first = next((member for member in members if isinstance(member, Mapping)), {})
    return _is_object(first, schema.root)


def _is_object(member: JSON, root: Mapping[str, JSON]) -> bool:
    member, _ = dereference(root, member)
    alternatives = [*member.get("anyOf", ()), *member.get("oneOf", ())]
    if "type" not in member and "properties" not in member and alternatives:
        return _is_object(alternatives[0], root)
    return bool(member) and "object" in (types_of(member) or {"object"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTemplate:
    """The links of a list's pages, ready but for the numbers.

    Attributes:
        before: JSON text of a link up to the offset.
        after: JSON text behind it.
        has_null: Whether a link that leads nowhere is null; otherwise it is left out.
    """

    before: str
    after: str
    has_null: bool

    def write(self, offsets: Mapping[str, int | None]) -> bytes:
        """Return the links object as JSON."""
        links = [
            f'"{name}":null' if offset is None else f'"{name}":{self.before}{offset}{self.after}'
            for name, offset in offsets.items()
            if offset is not None or self.has_null
        ]
        return f"{{{','.join(links)}}}".encode()


@lru_cache(maxsize=256)
def link_template(
    url: str,
    pagination: Pagination,
    limit: int | None,
    query: tuple[tuple[str, str], ...],
    shape: LinkFormat,
) -> LinkTemplate:
    """Return the links of a list's pages, as one request asked for it.

    Args:
        url: Everything before the question mark.
        pagination: Names of the two parameters.
        limit: Room on the page; None leaves it to the server, as the request did.
        query: The request's parameters; those that are not about the page are kept.
        shape: How a link is written.
    """
    own = {pagination.offset, pagination.limit}
    kept = "".join(f"{_quoted(n)}={_quoted(v)}&" for n, v in query if n not in own)
    room = "" if limit is None else f"&{_quoted(pagination.limit)}={limit}"
    address = _text(f"{url}?{kept}{_quoted(pagination.offset)}={_NUMBER}{room}")
    before, _, after = address.partition(_text(_NUMBER).strip('"'))
    if shape.member:
        before, after = f"{{{_text(shape.member)}:{before}", f"{after}}}"
    return LinkTemplate(before=before, after=after, has_null=shape.has_null)


_NUMBER = "\u0000"
"""Stands where the offset belongs; no address has a NUL."""


def _text(value: str) -> str:
    return dump_json(value).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="-._~(),:")

"""The `x-source` extension of a document as a `Source`."""

from collections.abc import Mapping

from openapi.contract import Basis, Source
from openapi.json.types import JSON


def parse_lines(text: str) -> tuple[tuple[int, int], ...]:
    """Return the inclusive ranges of `124` or `135-147, 160`."""
    spans = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        spans.append((int(first), int(last or first)))
    return tuple(spans)


def parse_source(value: Mapping[str, JSON] | None) -> Source | None:
    """Return the `Source` of an `x-source` extension; None without one."""
    if value is None:
        return None
    fact = value.get("fact", [])
    return Source(
        basis=Basis(value["basis"]),
        document=value.get("document", ""),
        lines=parse_lines(value["lines"]) if "lines" in value else (),
        facts=(fact,) if isinstance(fact, str) else tuple(fact),
        note=value.get("note", ""),
    )

"""One side of a comparison: a document, or traffic, with where it says or shows something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts.observations.shapes.collecting import Traffic
from contracts.observations.shapes.views import Node, View
from contracts.results.drift.change import SideEvidence, Sighting
from openapi.contract import Contract

Place = str | int | None
"""A JSON pointer of a document, or the number of an exchange; None for nowhere."""


def _unchanged(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A document, or the traffic of a server."""

    label: str  # how messages name it
    contract: Contract | None = None  # the document; None for traffic
    traffic: Traffic | None = None  # what was seen; None for a document
    # Whether the document was learned from traffic: what it does not have was not seen, rather than
    # denied.
    is_inferred: bool = False
    # Replaces secrets in a text.
    redact: Callable[[str], str] = field(default=_unchanged, compare=False)
    # Why an operation could not be asked, by method and path.
    unasked: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_document(self) -> bool:
        """Whether it says something about every possible answer."""
        return self.contract is not None

    def evidence(self, says: str, place: Place = None) -> SideEvidence:
        """Return what this side says, with the place of its document or its exchange."""
        return SideEvidence(says=says, witness=self.witness(place))

    def witness(self, place: Place) -> Sighting | None:
        """Return what is in a place; None if nothing is kept of it."""
        if isinstance(place, str):
            if self.contract is None:
                return None
            file, line = self.contract.place(place)
            # A file without line breaks has one line.
            has_line = line > 1 or not place
            return Sighting(source=f"{file}:{line}" if has_line else f"{file}#{place}")
        kept = self.traffic.excerpts.get(place) if self.traffic and place is not None else None
        if kept is None:
            return None
        return Sighting(
            source=kept.source,
            request=self.redact(kept.request),
            status=kept.status,
            body=self.redact(kept.body),
        )

    def value_evidence(self, says: str, view: View, member: str, kind: str) -> SideEvidence:
        """Return what this side says about a place of a body.

        The view is that of the place, or of the object with the member; `kind` is the type of the
        values that show it, empty for any.
        """
        node: Node | None = view.members.get(member) if member else None
        if view.shape is None:
            within = f"/properties/{member}" if member in view.members else ""
            return self.evidence(says, f"{view.pointer}{within}")
        first = view.shape.first
        inner = getattr(node, "first", None) or {}
        numbers = inner.values() if inner else [first[kind]] if kind in first else first.values()
        return self.evidence(says, min(numbers, default=None))

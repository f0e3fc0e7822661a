"""One side of a comparison: a document, or traffic, with where it says or shows something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts.observations.shapes.collecting import Traffic
from contracts.observations.shapes.operations import OperationShape
from contracts.observations.shapes.views import Node, View
from contracts.results.drift.change import Evidence, Witness
from openapi.contract import Contract, Operation


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

    def document_witness(self, pointer: str) -> Witness | None:
        """Return the place of a document that a pointer names; None for traffic."""
        if self.contract is None:
            return None
        file, line = self.contract.place(pointer)
        # A file without line breaks has one line.
        return Witness(source=f"{file}:{line}" if line > 1 or not pointer else f"{file}#{pointer}")

    def exchange_witness(self, number: int | None) -> Witness | None:
        """Return what is kept of an exchange; None if it is not known."""
        if self.traffic is None or number is None:
            return None
        kept = self.traffic.excerpts.get(number)
        if kept is None:
            return None
        return Witness(
            source=kept.source,
            request=self.redact(kept.request),
            status=kept.status,
            body=self.redact(kept.body),
        )

    def evidence(self, says: str, *, pointer: str = "", exchange: int | None = None) -> Evidence:
        """Return what this side says, with the place of its document or its exchange."""
        place = self.document_witness(pointer) if self.is_document else None
        return Evidence(says=says, witness=place or self.exchange_witness(exchange))

    def value_evidence(self, says: str, view: View, member: str, kind: str) -> Evidence:
        """Return what this side says about a place of a body.

        The view is that of the place, or of the object with the member; `kind` is the type of the
        values that show it, empty for any.
        """
        node: Node | None = view.members.get(member) if member else None
        if view.shape is None:
            return self.evidence(says, pointer=_pointer(view, member))
        first = view.shape.first
        inner = getattr(node, "first", None) or {}
        numbers = inner.values() if inner else [first[kind]] if kind in first else first.values()
        return self.evidence(says, exchange=min(numbers, default=None))


def _pointer(view: View, member: str) -> str:
    return f"{view.pointer}/properties/{member}" if member in view.members else view.pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSide:
    """What one side has of one operation."""

    side: Side
    documented: Operation | None = None  # the operation of the document; None for traffic
    seen: OperationShape | None = None  # the exchanges; None in a document

"""Contradictions of the documents, and the ways to read them."""

from dataclasses import dataclass

from openapi.contract.rules import Severity
from openapi.contract.schemas import Source
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one of the contradicting places states."""

    says: str  # the statement, in our own words
    source: Source | None = None  # its citation


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction:
    """One change that a reading makes to the document."""

    pointer: str  # JSON pointer of the changed value
    action: str  # `merge` (RFC 7396), `set` or `remove`
    value: JSON = None  # the patch or the new value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a contradiction."""

    name: str  # short, kebab-case
    summary: str = ""  # one line for people
    # Its changes of the document, in order; none for the reading that the YAML follows.
    overlay: tuple[OverlayAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A place where the documents contradict themselves or are silent."""

    id: str  # `<api>.<name>`
    number: str  # its number in the register, such as `P-1`
    title: str  # in our own words
    sides: tuple[Claim, ...]  # what each place states
    decision: str  # what the contract does, and why
    severity: Severity  # severity of the finding for a server that follows the other side
    default: str = ""  # name of the default reading; empty if there is only one
    readings: tuple[Reading, ...] = ()  # the selectable readings
    line: int = 0  # line of the entry in its file

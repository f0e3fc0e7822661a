"""Contradictions of the documents, and the ways to read them."""

from dataclasses import dataclass

from openapi.contract.rules import Severity
from openapi.contract.schemas import Source
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one of the contradicting places states.

    Attributes:
        says: The statement, in our own words.
        source: Its citation.
    """

    says: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction:
    """One change that a reading makes to the document.

    Attributes:
        pointer: JSON pointer of the changed value.
        action: `merge` (RFC 7396), `set` or `remove`.
        value: The patch or the new value.
    """

    pointer: str
    action: str
    value: JSON = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a contradiction.

    Attributes:
        name: Short, kebab-case.
        summary: One line for people.
        overlay: Its changes of the document, in order; none for the reading that the YAML follows.
    """

    name: str
    summary: str = ""
    overlay: tuple[OverlayAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A place where the documents contradict themselves or are silent.

    Attributes:
        id: `<api>.<name>`.
        number: Its number in the register, such as `P-1`.
        title: In our own words.
        sides: What each place states.
        decision: What the contract does, and why.
        severity: Severity of the finding for a server that follows the other side.
        default: Name of the default reading; empty if there is only one.
        readings: The selectable readings.
        line: Line of the entry in its file.
    """

    id: str
    number: str
    title: str
    sides: tuple[Claim, ...]
    decision: str
    severity: Severity
    default: str = ""
    readings: tuple[Reading, ...] = ()
    line: int = 0

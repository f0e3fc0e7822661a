"""A schema of a document, and where the documents state something."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from openapi.json.types import JSON
from openapi.values import dataclass

DEAD_REFERENCE = "x-dead-reference"
"""The key of a schema that takes the place of a dead reference; its value is that reference."""


class Basis(StrEnum):
    """How a value of the contract is known."""

    DOCUMENTED = "documented"
    EXAMPLE = "example"
    INFERRED = "inferred"
    UPSTREAM = "upstream"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the documents state a value (`x-source`)."""

    basis: Basis  # how the value is known
    document: str = ""  # key of the page in `sources.yaml`; empty when no page states the value
    lines: tuple[tuple[int, int], ...] = ()  # inclusive line ranges, counted from 1
    facts: tuple[str, ...] = ()  # literal texts that are found in these lines
    note: str = ""  # where else the value comes from, in our own words

    def __str__(self) -> str:
        """Return the citation of a finding, such as `placewise 124 (documented)`."""
        spans = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in self.lines)
        return f"{' '.join(filter(None, [self.document, spans]))} ({self.basis})".strip()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """A schema of the document, with the definitions its references point to.

    Two are equal if they are the same place of the same tree, so one can be a key.
    """

    # The schema object in JSON Schema 2020-12 (OpenAPI 3.1), also for documents of other versions.
    # Local `$ref`s are kept; no other keyword beside a `$ref` has an effect. In a schema of a
    # request only `readOnly` is left, in one of an answer only `writeOnly`: a property that still
    # has the keyword is not part of the body.
    definition: Mapping[str, JSON]
    pointer: str  # JSON pointer of the schema in the document
    root: Mapping[str, JSON] = field(repr=False)  # the whole document, to resolve its `$ref`s

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Schema)
            and self.definition is other.definition
            and self.root is other.root
            and self.pointer == other.pointer
        )

    def __hash__(self) -> int:
        # As an `IdentityKey`, but without making one: walks hash millions of schemas.
        return object.__hash__(self.definition)

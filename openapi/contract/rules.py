"""Rules of a contract: CEL expressions, and the parts of a body that they judge."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from openapi.contract.schemas import Schema, Source
from openapi.json.types import JSON
from openapi.values import dataclass


class Severity(StrEnum):
    """How much a broken rule matters: only `error` fails a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of an example, made in this order."""

    values: Mapping[str, JSON] = field(default_factory=dict)  # by JSON pointer of existing parents
    removed: tuple[str, ...] = ()  # JSON pointers of the removed values


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """A documented example of an answer, changed so that it breaks one rule (`broken`)."""

    example: str  # its name
    later: Changes = Changes()  # changes of the body; for a transition, of the later one
    earlier: Changes = Changes()  # changes of the earlier body of a transition rule
    # Typed parameters by `path`, `query` and `header` (lower-case names).
    request: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A CEL expression that is true of every healthy body (`x-rules`)."""

    id: str  # `<api>.<name>`, unique in its document
    expression: str  # the CEL text
    message: str  # a sentence that is true when the rule holds
    severity: Severity  # severity of the finding when the rule is broken
    rule_set: str = ""  # the opt-in set that has the rule; empty for one that always applies
    discrepancy: str = ""  # id of the register entry that the rule follows from, or empty
    required_fields: tuple[str, ...] = ()  # keys of `self` without which the rule is not exercised
    is_transition: bool = False  # whether it compares two answers about one resource (`oldSelf`)
    source: Source | None = None  # where the documents state the rule
    pointer: str = ""  # JSON pointer of the rule in the document
    # An example that breaks it, if the document has one.
    broken: BrokenExample | None = field(default=None, compare=False)


class PathWildcard(StrEnum):
    """A step from a value to all its children; an object key is a step to one child."""

    ITEMS = "*items"
    VALUES = "*values"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBinding:
    """A rule, and the path from a body to the values that it judges."""

    rule: Rule
    path: tuple[str | PathWildcard, ...]  # keys, or a `PathWildcard` for all items or values
    schema: Schema  # the schema that has the rule

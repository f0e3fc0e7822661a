"""Rules of a contract: CEL expressions, and the parts of a body that they judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openapi.contract.schemas import Schema, Source
from openapi.json.types import JSON


class Severity(StrEnum):
    """How much a broken rule matters: only `error` fails a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of an example, made in this order.

    Attributes:
        values: New value by JSON pointer; the parent of each pointer exists.
        removed: JSON pointers of the removed values.
    """

    values: Mapping[str, JSON] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """A documented example of an answer, changed so that it breaks one rule (`broken`).

    Attributes:
        example: Its name.
        later: Changes of the body; for a transition rule, of the later of two bodies.
        earlier: Changes of the earlier body of a transition rule.
        request: Typed parameters by `path`, `query` and `header` (lower-case names).
    """

    example: str
    later: Changes = Changes()
    earlier: Changes = Changes()
    request: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A CEL expression that is true of every healthy body (`x-rules`).

    Attributes:
        id: `<api>.<name>`, unique in its document.
        expression: The CEL text.
        message: A sentence that is true when the rule holds.
        severity: Severity of the finding when the rule is broken.
        rule_set: Name of the opt-in set of the rule; empty for rules that are always evaluated.
        discrepancy: Id of the register entry that the rule follows from, or empty.
        required_fields: Keys of `self` without which the rule is not exercised.
        is_transition: Whether it compares two answers about one resource (`oldSelf`).
        source: Where the documents state the rule.
        pointer: JSON pointer of the rule in the document.
        broken: An example that breaks it, if the document has one.
    """

    id: str
    expression: str
    message: str
    severity: Severity
    rule_set: str = ""
    discrepancy: str = ""
    required_fields: tuple[str, ...] = ()
    is_transition: bool = False
    source: Source | None = None
    pointer: str = ""
    broken: BrokenExample | None = field(default=None, compare=False)


class PathWildcard(StrEnum):
    """A step from a value to all its children; an object key is a step to one child."""

    ITEMS = "*items"
    VALUES = "*values"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBinding:
    """A rule, and the path from a body to the values that it judges.

    Attributes:
        rule: The rule.
        path: Object keys, or a `PathWildcard` for all items of an array or all values of a map.
        schema: The schema that has the rule.
    """

    rule: Rule
    path: tuple[str | PathWildcard, ...]
    schema: Schema

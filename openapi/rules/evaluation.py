"""Evaluation of rules on bodies.

A rule is true of every healthy body. If it cannot be evaluated (a key is missing, a type does not
fit the expression) it is *not exercised*, with the reason, and never counts as passed.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from openapi.contract import PathWildcard, Polling, Rule, RuleBinding, Schema
from openapi.json.identity import IdentityKey
from openapi.json.pointers import join, tokens
from openapi.json.types import JSON
from openapi.rules.cost import refuse_costly
from openapi.rules.expressions import (
    EVALUATION_ERRORS,
    create_context,
    evaluate,
    evaluate_in,
    summarize_error,
)
from openapi.rules.fields import Fields, NamedFields, fields_of, part_of
from openapi.rules.number_types import coerce_numbers
from openapi.rules.outcome import Outcome
from openapi.rules.targets import match_resources, select_first, select_values

_Path = tuple[str | PathWildcard, ...]

Pair = tuple[str, JSON, JSON]
"""JSON pointer of a value, the older value, the later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """The names of an expression beside `self` and `oldSelf`.

    Attributes:
        request: `method`, and the typed parameters as `path`, `query`, `header` (lower-case names).
        response: `status`, and `header` (lower-case names).
        now: Time of the answer: its Date header, else the clock.
    """

    request: Mapping[str, JSON]
    response: Mapping[str, JSON]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The outcome of one rule on one value.

    Attributes:
        rule: The rule.
        outcome: Passed, failed or not exercised.
        pointer: JSON pointer of the value in the body.
        value: The judged value.
        reason: Why it was not exercised, or empty.
    """

    rule: Rule
    outcome: Outcome
    pointer: str
    value: JSON
    reason: str = ""


class RuleResultCache:
    """Outcomes of rules on values that were judged before, as pages often repeat resources."""

    def __init__(self, before_each: Callable[[], None] | None = None) -> None:
        """Create an empty cache.

        Args:
            before_each: Called before a rule judges a value; its exceptions end the evaluation.
        """
        self._before_each = before_each
        self._verdicts: dict[tuple[str, str, str], tuple[Outcome, str]] = {}

    def begin(self) -> None:
        """Call `before_each`."""
        if self._before_each is not None:
            self._before_each()

    def verdict(
        self, key: tuple[str, str, str], judge_it: Callable[[], tuple[Outcome, str]]
    ) -> tuple[Outcome, str]:
        """Return the outcome of a rule on one value, judged at most once."""
        if key not in self._verdicts:
            self._verdicts[key] = judge_it()
        return self._verdicts[key]


def evaluate_rules(
    bindings: Sequence[RuleBinding],
    body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> tuple[RuleResult, ...]:
    """Judge a body by its single-body rules.

    Args:
        bindings: The rules of the body's media type; transition rules are left out.
        body: The body, a JSON value.
        context: The other names of the expressions.
        sets: Opt-in sets of rules to evaluate too.
        memory: Earlier outcomes; the same cache for all bodies of one contract.

    Returns:
        One result per rule and value; a rule without a value to judge gives one `NOT_EXERCISED`.
    """
    selected = _selected(bindings, sets, transitions=False)
    judgement = _Evaluator(context, memory, _named(selected))
    results: list[RuleResult] = []
    for binding in selected:
        judged = [
            judgement.judge(binding, value, pointer)
            for pointer, value in select_values(body, binding.path)
        ]
        results += judged or [
            _not_exercised(binding.rule, "", body, "no value in the body to judge")
        ]
    return tuple(results)


def evaluate_transition_rules(  # noqa: PLR0913 - two bodies, and how to compare them
    bindings: Sequence[RuleBinding],
    polling: Polling,
    old_body: JSON,
    new_body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> tuple[RuleResult, ...]:
    """Judge two answers about the same resources by the transition rules.

    Args:
        bindings: The rules of the bodies' media type; single-body rules are left out.
        polling: How to find and identify the resources in a body.
        old_body: The earlier body.
        new_body: The later body.
        context: The other names of the expressions, for the later answer.
        sets: Opt-in sets of rules to evaluate too.
        memory: Earlier outcomes; the same cache for all bodies of one contract.

    Returns:
        One result per rule and resource that is in both bodies.
    """
    selected = _selected(bindings, sets, transitions=True)
    judgement = _Evaluator(context, memory, _named(selected))
    prefix = resource_path(polling)
    results: list[RuleResult] = []
    for binding in selected:
        inner = binding.path[len(prefix) :]
        pairs = (
            (pointer, select_first(old, inner), select_first(new, inner))
            for pointer, old, new in judgement.each(match_resources(polling, old_body, new_body))
        )
        judged = [
            judgement.judge(binding, new[0], join(pointer, *map(str, inner)), old=old[0])
            for pointer, old, new in pairs
            if old and new
        ]
        results += judged or [
            _not_exercised(binding.rule, "", new_body, "no resource is in both answers")
        ]
    return tuple(results)


def is_terminal_state(polling: Polling, resource: JSON) -> bool | None:
    """Whether a polled resource changes no more; None if the expression has no answer."""
    try:
        is_terminal = evaluate(polling.terminal_expression, {"self": resource})
    except EVALUATION_ERRORS:
        return None
    return is_terminal if isinstance(is_terminal, bool) else None


def resource_path(polling: Polling) -> tuple[str | PathWildcard, ...]:
    """Return the path from a body to the polled resources."""
    return (*tokens(polling.items), PathWildcard.ITEMS) if polling.key else ()


def _selected(
    bindings: Sequence[RuleBinding], sets: frozenset[str], *, transitions: bool
) -> Sequence[RuleBinding]:
    return [
        binding
        for binding in bindings
        if binding.rule.is_transition == transitions
        and (not binding.rule.rule_set or binding.rule.rule_set in sets)
    ]


def _named(bindings: Sequence[RuleBinding]) -> Mapping[_Path, NamedFields]:
    """Return what the rules of each place name together, so that they share a conversion."""
    found: dict[_Path, NamedFields] = {}
    for binding in bindings:
        own = fields_of(binding.rule.expression, binding.rule.required_fields)
        before = found.get(binding.path)
        found[binding.path] = own if before is None else before.with_those_of(own)
    return found


def _not_exercised(rule: Rule, pointer: str, value: JSON, reason: str) -> RuleResult:
    return RuleResult(
        rule=rule, outcome=Outcome.NOT_EXERCISED, pointer=pointer, value=value, reason=reason
    )


class _Evaluator:
    """Judges values in one context; conversions are shared between its rules."""

    def __init__(
        self,
        context: RuleContext,
        memory: RuleResultCache | None,
        named: Mapping[_Path, NamedFields],
    ) -> None:
        self._given: Mapping[str, JSON] = {
            "request": dict(context.request),
            "response": dict(context.response),
            "now": context.now,
        }
        self._memory = memory
        self._named = named
        self._parts: dict[tuple[IdentityKey, Fields], JSON] = {}
        self._typed: dict[tuple[IdentityKey, Schema], JSON] = {}
        self._texts: dict[IdentityKey, str] = {}
        self._contexts: dict[tuple[tuple[str, IdentityKey], ...], JSON] = {}

    def each(self, found: Iterable[Pair]) -> Iterator[Pair]:
        """Yield pairs of values, each as one that is judged."""
        for pair in found:
            if self._memory is not None:
                self._memory.begin()
            yield pair

    def judge(
        self, binding: RuleBinding, value: JSON, pointer: str, *, old: JSON = None
    ) -> RuleResult:
        rule = binding.rule
        if self._memory is not None:
            self._memory.begin()

        named = self._named[binding.path]
        part = self._part(value, named.own)
        old_part = self._part(old, named.old) if rule.is_transition else None

        def judge_it() -> tuple[Outcome, str]:
            return self._verdict(binding, part, old_part)

        if self._memory is None or _names_given(rule.expression):
            outcome, reason = judge_it()
        else:
            # Without request, response and now, the outcome depends on the values alone.
            old_text = self._text(old_part) if rule.is_transition else ""
            key = (rule.pointer, self._text(part), old_text)
            outcome, reason = self._memory.verdict(key, judge_it)
        return RuleResult(rule=rule, outcome=outcome, pointer=pointer, value=value, reason=reason)

    def _verdict(self, binding: RuleBinding, value: JSON, old: JSON) -> tuple[Outcome, str]:
        rule = binding.rule
        absent = [key for key in rule.required_fields if not _has_value(value, key)]
        if absent:
            return Outcome.NOT_EXERCISED, f"without {', '.join(absent)}"
        try:
            holds = evaluate_in(rule.expression, self._context(binding, value, old))
        except KeyError as error:
            return Outcome.NOT_EXERCISED, f"without {error.args[0]}"
        except EVALUATION_ERRORS as error:
            return Outcome.NOT_EXERCISED, summarize_error(error)
        if not isinstance(holds, bool):
            return Outcome.NOT_EXERCISED, f"answered {holds!r}, not true or false"
        return (Outcome.PASS if holds else Outcome.FAIL), ""

    def _context(self, binding: RuleBinding, value: JSON, old: JSON) -> JSON:
        rule = binding.rule
        names = {"self": self._as_declared(value, binding)}
        if rule.is_transition:
            names["oldSelf"] = self._as_declared(old, binding)
        names |= {name: self._given[name] for name in _names_given(rule.expression)}
        refuse_costly(rule.expression, names)
        key = tuple((name, IdentityKey(each)) for name, each in names.items())
        if key not in self._contexts:
            self._contexts[key] = create_context(names)
        return self._contexts[key]

    def _part(self, value: JSON, fields: Fields) -> JSON:
        """Return what rules name of a value; the same object each time."""
        key = (IdentityKey(value), fields)
        if key not in self._parts:
            self._parts[key] = part_of(value, fields)
        return self._parts[key]

    def _text(self, value: JSON) -> str:
        key = IdentityKey(value)
        if key not in self._texts:
            self._texts[key] = json.dumps(value)
        return self._texts[key]

    def _as_declared(self, value: JSON, binding: RuleBinding) -> JSON:
        key = (IdentityKey(value), binding.schema)
        if key not in self._typed:
            self._typed[key] = coerce_numbers(value, binding.schema)
        return self._typed[key]


def _has_value(value: JSON, key: str) -> bool:
    return isinstance(value, Mapping) and value.get(key) is not None


@lru_cache(maxsize=1024)
def _names_given(expression: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("request", "response", "now")
        if re.search(rf"(?<![.\w]){name}\b", expression)
    )

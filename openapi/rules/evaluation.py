"""Rules judged.

A rule is true of every healthy body. Where it cannot be judged (a key is missing, a type is not
what the expression needs) it is *not exercised*, with the reason, and never counts as passed.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from openapi.contract import PathWildcard, Polling, Rule, RuleBinding
from openapi.json.pointers import join, tokens
from openapi.rules.cost import refuse_costly
from openapi.rules.expressions import (
    EVALUATION_ERRORS,
    create_context,
    evaluate,
    evaluate_in,
    summarize_error,
)
from openapi.rules.number_types import coerce_numbers
from openapi.rules.targets import match_resources, select_first, select_values

JSON = Any
Pair = tuple[str, JSON, JSON]
"""JSON pointer of a value, the older value, the later one."""


class RuleOutcome(StrEnum):
    """What became of a rule."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EXERCISED = "not-exercised"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """What a rule may look at beside the value itself.

    Attributes:
        request: `method`, and the typed parameters as `path`, `query`, `header` (lower-case names).
        response: `status`, and `header` (lower-case names).
        now: When the answer was given: its own Date header, else the clock.
    """

    request: Mapping[str, JSON]
    response: Mapping[str, JSON]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What became of one rule on one value.

    Attributes:
        rule: The rule.
        outcome: Passed, failed or not exercised.
        pointer: JSON pointer of the value in the body.
        value: The value that was judged.
        reason: Why it was not exercised, or empty.
    """

    rule: Rule
    outcome: RuleOutcome
    pointer: str
    value: JSON
    reason: str = ""


class RuleResultCache:
    """What came of rules on values that were judged before: pages show the same things often."""

    def __init__(self, before_each: Callable[[], None] | None = None) -> None:
        """Remember nothing yet.

        Args:
            before_each: Called before a rule judges a value; what it raises ends the judging.
        """
        self._before_each = before_each
        self._verdicts: dict[tuple[str, str, str], tuple[RuleOutcome, str]] = {}

    def begin(self) -> None:
        """Let whoever is interested know that a value is judged."""
        if self._before_each is not None:
            self._before_each()

    def verdict(
        self, key: tuple[str, str, str], judge_it: Callable[[], tuple[RuleOutcome, str]]
    ) -> tuple[RuleOutcome, str]:
        """Return what came of a rule on one value, judged at most once."""
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
        context: What the rules may look at.
        sets: Opt-in sets of rules that are judged as well.
        memory: Remembers what was judged before; the same for all bodies of one contract.

    Returns:
        One result per rule and value; a rule without a value to judge gives one `NOT_EXERCISED`.
    """
    judgement = _Evaluator(context, memory)
    results: list[RuleResult] = []
    for binding in _selected(bindings, sets, transitions=False):
        judged = [
            judgement.judge(binding, value, pointer)
            for pointer, value in select_values(body, binding.path)
        ]
        results += judged or [
            _not_exercised(binding.rule, "", body, "nothing in the body to judge")
        ]
    return tuple(results)


def evaluate_transition_rules(  # noqa: PLR0913 - two answers, and what one needs to compare them
    bindings: Sequence[RuleBinding],
    polling: Polling,
    old_body: JSON,
    new_body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> tuple[RuleResult, ...]:
    """Judge two answers about the same things, the older one first, by the transition rules.

    Args:
        bindings: The rules of the bodies' media type; single-body rules are left out.
        polling: How the things are found in a body and told apart.
        old_body: The earlier body.
        new_body: The later body.
        context: What the rules may look at, of the later answer.
        sets: Opt-in sets of rules that are judged as well.
        memory: Remembers what was judged before; the same for all bodies of one contract.

    Returns:
        One result per rule and thing that is in both bodies.
    """
    judgement = _Evaluator(context, memory)
    prefix = resource_path(polling)
    results: list[RuleResult] = []
    for binding in _selected(bindings, sets, transitions=True):
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
        results += judged or [_not_exercised(binding.rule, "", new_body, "nothing in both answers")]
    return tuple(results)


def is_terminal_state(polling: Polling, thing: JSON) -> bool | None:
    """Whether a polled thing will not change any more; None where that cannot be said."""
    try:
        is_over = evaluate(polling.terminal_expression, {"self": thing})
    except EVALUATION_ERRORS:
        return None
    return is_over if isinstance(is_over, bool) else None


def resource_path(polling: Polling) -> tuple[str | PathWildcard, ...]:
    """Return the way from a body to the things that are polled."""
    return (*tokens(polling.items), PathWildcard.ITEMS) if polling.key else ()


def _selected(
    bindings: Sequence[RuleBinding], sets: frozenset[str], *, transitions: bool
) -> Iterator[RuleBinding]:
    for binding in bindings:
        rule = binding.rule
        if rule.is_transition == transitions and (not rule.rule_set or rule.rule_set in sets):
            yield binding


def _not_exercised(rule: Rule, pointer: str, value: JSON, reason: str) -> RuleResult:
    return RuleResult(
        rule=rule, outcome=RuleOutcome.NOT_EXERCISED, pointer=pointer, value=value, reason=reason
    )


class _Evaluator:
    """Judges values in one context; conversions are shared between its rules."""

    def __init__(self, context: RuleContext, memory: RuleResultCache | None = None) -> None:
        self._given: Mapping[str, JSON] = {
            "request": dict(context.request),
            "response": dict(context.response),
            "now": context.now,
        }
        self._memory = memory
        self._typed: dict[tuple[int, int], tuple[JSON, JSON]] = {}
        self._texts: dict[int, tuple[JSON, str]] = {}
        self._situations: dict[tuple[tuple[str, int], ...], JSON] = {}

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

        def judge_it() -> tuple[RuleOutcome, str]:
            return self._verdict(binding, value, old)

        if self._memory is None or _names_given(rule.expression):
            outcome, reason = judge_it()
        else:
            # What a rule says of the same value again, it has said before.
            key = (rule.pointer, self._text(value), self._text(old))
            outcome, reason = self._memory.verdict(key, judge_it)
        return RuleResult(rule=rule, outcome=outcome, pointer=pointer, value=value, reason=reason)

    def _verdict(self, binding: RuleBinding, value: JSON, old: JSON) -> tuple[RuleOutcome, str]:
        rule = binding.rule
        absent = [key for key in rule.required_fields if not _has_value(value, key)]
        if absent:
            return RuleOutcome.NOT_EXERCISED, f"without {', '.join(absent)}"
        try:
            holds = evaluate_in(rule.expression, self._situation(binding, value, old))
        except KeyError as error:
            return RuleOutcome.NOT_EXERCISED, f"without {error.args[0]}"
        except EVALUATION_ERRORS as error:
            return RuleOutcome.NOT_EXERCISED, summarize_error(error)
        if not isinstance(holds, bool):
            return RuleOutcome.NOT_EXERCISED, f"answered {holds!r}, not true or false"
        return (RuleOutcome.PASSED if holds else RuleOutcome.FAILED), ""

    def _situation(self, binding: RuleBinding, value: JSON, old: JSON) -> JSON:
        rule = binding.rule
        names = {"self": self._as_declared(value, binding)}
        if rule.is_transition:
            names["oldSelf"] = self._as_declared(old, binding)
        names |= {name: self._given[name] for name in _names_given(rule.expression)}
        refuse_costly(rule.expression, names)
        # Conversions are kept for as long as this judgement lives, so an id names one value.
        key = tuple((name, id(each)) for name, each in names.items())
        if key not in self._situations:
            self._situations[key] = create_context(names)
        return self._situations[key]

    def _text(self, value: JSON) -> str:
        if id(value) not in self._texts:
            # The value is kept beside its text: its id must not be given to another.
            self._texts[id(value)] = (value, json.dumps(value))
        return self._texts[id(value)][1]

    def _as_declared(self, value: JSON, binding: RuleBinding) -> JSON:
        key = (id(value), id(binding.schema.definition))
        if key not in self._typed:
            # The value is kept beside its conversion: its id must not be given to another.
            self._typed[key] = (value, coerce_numbers(value, binding.schema))
        return self._typed[key][1]


def _has_value(value: JSON, key: str) -> bool:
    return isinstance(value, Mapping) and value.get(key) is not None


@lru_cache(maxsize=1024)
def _names_given(expression: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("request", "response", "now")
        if re.search(rf"(?<![.\w]){name}\b", expression)
    )

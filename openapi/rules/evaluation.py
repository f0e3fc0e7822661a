"""Evaluation of rules on bodies.

A rule is true of every healthy body. If it cannot be evaluated (a key is missing, a type does not
fit the expression) it is *not exercised*, with the reason, and never counts as passed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from openapi.contract import PathWildcard, Polling, Rule, RuleBinding, Schema
from openapi.json.equality import IdentityKey
from openapi.json.pointers import join, tokens
from openapi.json.types import JSON
from openapi.rules.cost import refuse_costly
from openapi.rules.expressions import (
    EVALUATION_ERRORS,
    create_context,
    evaluate_in,
    summarize_error,
)
from openapi.rules.fields import NamedFields, fields_of, part_of
from openapi.rules.number_types import coerce_numbers
from openapi.rules.outcome import Outcome
from openapi.rules.targets import match_resources, select_first, select_values

_Path = tuple[str | PathWildcard, ...]

Pair = tuple[str, JSON, JSON]  # JSON pointer of a value, the older value, the later one


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """The names of an expression beside `self` and `oldSelf`."""

    request: Mapping[str, JSON]  # `method`, and typed `path`, `query`, `header` (lower case)
    response: Mapping[str, JSON]  # `status`, and `header` (lower-case names)
    now: datetime  # time of the answer: its Date header, else the clock


Context = RuleContext | Callable[[], RuleContext]  # or what returns it for the first rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """The outcome of one rule on one value."""

    rule: Rule
    outcome: Outcome  # passed, failed or not exercised
    pointer: str  # JSON pointer of the value in the body
    value: JSON  # the judged value
    reason: str = ""  # why it was not exercised, or empty


class RuleResultCache:
    """Outcomes of rules on values that were judged before, as pages often repeat resources."""

    def __init__(self, before_each: Callable[[], None] | None = None) -> None:
        """Create an empty cache.

        `before_each` is called before a rule judges a value; its exceptions end the evaluation.
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
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = judge_it()
        return found


def evaluate_rules(
    bindings: Sequence[RuleBinding],
    body: JSON,
    context: Context,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> tuple[RuleResult, ...]:
    """Judge a body by its single-body rules.

    Transition rules are left out; `sets` are the opt-in sets that are evaluated too. There is one
    result per rule and value; a rule without a value to judge gives one `NOT_EXERCISED`. `memory`
    is the same for all bodies of one contract.
    """
    due = _due(bindings, sets, is_transition=False)
    evaluator = _Evaluator(context, memory)

    def subjects(path: _Path, named: NamedFields) -> Iterator[_Subject]:
        found = ((place, None, value) for place, value in select_values(body, path))
        for pointer, _, value in evaluator.each(found):
            yield _Subject(pointer, value, part_of(value, named.own))

    return evaluator.results(due, subjects, body, "no value in the body to judge")


def evaluate_transition_rules(  # noqa: PLR0913 - two bodies, and how to compare them
    bindings: Sequence[RuleBinding],
    polling: Polling,
    old_body: JSON,
    new_body: JSON,
    context: Context,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> tuple[RuleResult, ...]:
    """Judge two answers about the same resources by the transition rules.

    `polling` says how the resources are found and identified; `context` is that of the later
    answer. There is one result per rule and resource that is in both bodies.
    """
    due = _due(bindings, sets, is_transition=True)
    evaluator = _Evaluator(context, memory)
    prefix = resource_path(polling)

    def subjects(path: _Path, named: NamedFields) -> Iterator[_Subject]:
        inner = path[len(prefix) :]
        for pointer, *both in evaluator.each(match_resources(polling, old_body, new_body)):
            old, new = (select_first(each, inner) for each in both)
            if old and new:
                place = join(pointer, *map(str, inner))
                parts = part_of(new[0], named.own), part_of(old[0], named.old)
                yield _Subject(place, new[0], *parts)

    return evaluator.results(due, subjects, new_body, "no resource is in both answers")


def judges_values_alone(bindings: Sequence[RuleBinding], sets: frozenset[str]) -> bool:
    """Whether the rules on single bodies have the same results for equal bodies.

    A rule that names `request`, `response` or `now` may have another one for each answer.
    """
    due = _due(bindings, sets, is_transition=False)
    return not any(_names_given(binding.rule.expression) for binding in due.bindings)


def resource_path(polling: Polling) -> tuple[str | PathWildcard, ...]:
    """Return the path from a body to the polled resources."""
    return (*tokens(polling.items), PathWildcard.ITEMS) if polling.key else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selection:
    """The rules that are due, and what those of each place name together."""

    bindings: Sequence[RuleBinding]  # in the order of the document
    named: Mapping[_Path, NamedFields]  # by path; the rules of a place share what is converted


def _due(
    bindings: Sequence[RuleBinding], sets: frozenset[str], *, is_transition: bool
) -> _Selection:
    """Return the rules that are due: of one kind, and of no set or a wanted one."""
    if isinstance(bindings, tuple):
        return _kept_due(IdentityKey(bindings), sets, is_transition=is_transition)
    due = [
        binding
        for binding in bindings
        if binding.rule.is_transition == is_transition
        and (not binding.rule.rule_set or binding.rule.rule_set in sets)
    ]
    named: dict[_Path, NamedFields] = {}
    for binding in due:
        own = fields_of(binding.rule.expression, binding.rule.required_fields)
        before = named.get(binding.path)
        named[binding.path] = own if before is None else before.with_those_of(own)
    return _Selection(bindings=tuple(due), named=named)


@lru_cache(maxsize=256)
def _kept_due(bindings: IdentityKey, sets: frozenset[str], *, is_transition: bool) -> _Selection:
    """Return the same for those of a document, which are in a tuple, found once."""
    return _due([*bindings.value], sets, is_transition=is_transition)


class _Subject:
    """A value that the rules of one place judge; they share its conversions."""

    __slots__ = ("_texts", "old_part", "part", "pointer", "value")

    def __init__(self, pointer: str, value: JSON, part: JSON, old_part: JSON = None) -> None:
        self.pointer = pointer
        self.value = value
        self.part = part
        self.old_part = old_part
        self._texts: tuple[str, str] | None = None

    def texts(self, *, is_transition: bool) -> tuple[str, str]:
        """Return what the rules name of the value and of the earlier one, each as a text.

        `repr` distinguishes what JSON does (1, 1.0 and true), in a third of the time.
        """
        if self._texts is None:
            self._texts = repr(self.part), repr(self.old_part) if is_transition else ""
        return self._texts


class _Evaluator:
    """Judges values in one context."""

    def __init__(self, context: Context, memory: RuleResultCache | None) -> None:
        self._context = context
        self._memory = memory
        self._typed: dict[tuple[IdentityKey, Schema], JSON] = {}
        self._contexts: dict[tuple[tuple[str, IdentityKey], ...], JSON] = {}

    @cached_property
    def _given(self) -> Mapping[str, JSON]:
        """The values that a few expressions name; most name the judged value alone."""
        given = self._context if isinstance(self._context, RuleContext) else self._context()
        return {
            "request": dict(given.request),
            "response": dict(given.response),
            "now": given.now,
        }

    def each(self, found: Iterable[Pair]) -> Iterator[Pair]:
        """Yield pairs of values, each as one that is judged."""
        for pair in found:
            if self._memory is not None:
                self._memory.begin()
            yield pair

    def results(
        self,
        due: _Selection,
        subjects: Callable[[_Path, NamedFields], Iterator[_Subject]],
        body: JSON,
        reason: str,
    ) -> tuple[RuleResult, ...]:
        """Judge the values of each place; `reason` is why a rule has none in the body."""
        at: dict[_Path, list[_Subject]] = {}
        results: list[RuleResult] = []
        for binding in due.bindings:
            path = binding.path
            if path not in at:
                at[path] = [*subjects(path, due.named[path])]
            found = [self._judge(binding, each) for each in at[path]]
            results += found or [_result(binding, "", body, (Outcome.NOT_EXERCISED, reason))]
        return tuple(results)

    def _judge(self, binding: RuleBinding, subject: _Subject) -> RuleResult:
        rule, memory = binding.rule, self._memory
        if memory is not None:
            memory.begin()
        if memory is None or _names_given(rule.expression):
            verdict = self._verdict(binding, subject.part, subject.old_part)
        else:
            # Without request, response and now, the outcome depends on the values alone.
            texts = subject.texts(is_transition=rule.is_transition)
            verdict = memory.verdict(
                (rule.pointer, *texts),
                lambda: self._verdict(binding, subject.part, subject.old_part),
            )
        return _result(binding, subject.pointer, subject.value, verdict)

    def _verdict(self, binding: RuleBinding, value: JSON, old: JSON) -> tuple[Outcome, str]:
        rule = binding.rule
        absent = [key for key in rule.required_fields if not _has_value(value, key)]
        if absent:
            return Outcome.NOT_EXERCISED, f"without {', '.join(absent)}"
        try:
            holds = evaluate_in(rule.expression, self._context_of(binding, value, old))
        except KeyError as error:
            return Outcome.NOT_EXERCISED, f"without {error.args[0]}"
        except EVALUATION_ERRORS as error:
            return Outcome.NOT_EXERCISED, summarize_error(error)
        if not isinstance(holds, bool):
            return Outcome.NOT_EXERCISED, f"answered {holds!r}, not true or false"
        return (Outcome.PASS if holds else Outcome.FAIL), ""

    def _context_of(self, binding: RuleBinding, value: JSON, old: JSON) -> JSON:
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

    def _as_declared(self, value: JSON, binding: RuleBinding) -> JSON:
        key = (IdentityKey(value), binding.schema)
        if key not in self._typed:
            self._typed[key] = coerce_numbers(value, binding.schema)
        return self._typed[key]


def _result(
    binding: RuleBinding, pointer: str, value: JSON, verdict: tuple[Outcome, str]
) -> RuleResult:
    outcome, reason = verdict
    return RuleResult(
        rule=binding.rule, outcome=outcome, pointer=pointer, value=value, reason=reason
    )


def _has_value(value: JSON, key: str) -> bool:
    return isinstance(value, Mapping) and value.get(key) is not None


@lru_cache(maxsize=1024)
def _names_given(expression: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("request", "response", "now")
        if re.search(rf"(?<![.\w]){name}\b", expression)
    )

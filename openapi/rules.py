"""Rules judged: the one door to CEL.

A rule is true of every healthy body. Where it cannot be judged (a key is missing, a type is not
what the expression needs) it is *not exercised*, with the reason, and never counts as passed.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from openapi.contract import Contract, Operation, Polling, Rule, RuleBinding, Step
from openapi.errors import RuleError
from openapi.formats import is_date_time
from openapi.numbers import as_declared
from openapi.pointers import has, join, resolve, tokens

JSON = Any

MAX_EXPRESSION = 4000
"""Longest expression that is compiled, in characters."""

# A leap second is a valid time of RFC 3339; that Python's datetime has none is no news to users.
warnings.filterwarnings("ignore", message="ignored leap-second")

_CANNOT_JUDGE = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


class Outcome(StrEnum):
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
    outcome: Outcome
    pointer: str
    value: JSON
    reason: str = ""


def judge(
    bindings: Sequence[RuleBinding],
    body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
) -> tuple[RuleResult, ...]:
    """Judge a body by its single-body rules.

    Args:
        bindings: The rules of the body's media type; transition rules are left out.
        body: The body, a JSON value.
        context: What the rules may look at.
        sets: Opt-in sets of rules that are judged as well.

    Returns:
        One result per rule and value; a rule without a value to judge gives one `NOT_EXERCISED`.
    """
    judgement = _Judgement(context)
    results: list[RuleResult] = []
    for binding in _chosen(bindings, sets, transitions=False):
        found = list(_instances(body, binding.path))
        if not found:
            results.append(_not_exercised(binding.rule, "", body, "nothing in the body to judge"))
        for pointer, value in found:
            results.append(judgement.judge(binding, value, pointer))
    return tuple(results)


def judge_transition(
    bindings: Sequence[RuleBinding],
    polling: Polling,
    old_body: JSON,
    new_body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
) -> tuple[RuleResult, ...]:
    """Judge two answers about the same things, the older one first, by the transition rules.

    Args:
        bindings: The rules of the bodies' media type; single-body rules are left out.
        polling: How the things are found in a body and told apart.
        old_body: The earlier body.
        new_body: The later body.
        context: What the rules may look at, of the later answer.
        sets: Opt-in sets of rules that are judged as well.

    Returns:
        One result per rule and thing that is in both bodies.
    """
    judgement = _Judgement(context)
    prefix = _prefix(polling)
    results: list[RuleResult] = []
    for binding in _chosen(bindings, sets, transitions=True):
        inner = binding.path[len(prefix) :]
        pairs = [
            (pointer, _at(old, inner), _at(new, inner))
            for pointer, old, new in _things(polling, old_body, new_body)
        ]
        judged = [
            judgement.judge(binding, new[0], join(pointer, *map(str, inner)), old=old[0])
            for pointer, old, new in pairs
            if old and new
        ]
        results += judged or [_not_exercised(binding.rule, "", new_body, "nothing in both answers")]
    return tuple(results)


def is_terminal(polling: Polling, thing: JSON) -> bool | None:
    """Whether a polled thing will not change any more; None where that cannot be said."""
    context = _context()
    context.add_variable("self", thing)
    try:
        answer = _program(polling.terminal).execute(context)
    except _CANNOT_JUDGE:
        return None
    return answer if isinstance(answer, bool) else None


def check_rules(contract: Contract) -> None:
    """Compile every expression of a contract and see that each rule can be judged at all.

    Raises:
        RuleError: An expression does not compile, an id stands for two rules, or a transition
            rule stands where no two answers about the same thing can be told.
    """
    seen: dict[str, Rule] = {}
    for operation in contract.operations:
        if operation.polling:
            where = f"{contract.file}:{contract.lines.get(f'{operation.pointer}/x-polling', 0)}"
            _compiles(operation.polling.terminal, f"x-polling of {operation.id}", where)
        for response in operation.responses:
            for media in response.media_types:
                for binding in media.rules:
                    _check_binding(contract, operation, binding, seen)


def _check_binding(
    contract: Contract, operation: Operation, binding: RuleBinding, seen: dict[str, Rule]
) -> None:
    rule = binding.rule
    where = f"{contract.file}:{rule.line}"
    first = seen.setdefault(rule.id, rule)
    if first.pointer != rule.pointer:
        raise RuleError(
            f"rule id {rule.id!r} stands for two rules",
            where=where,
            found=f"also on line {first.line}",
            advice="give each rule an id of its own",
        )
    if first is rule:
        _compiles(rule.expression, f"rule {rule.id}", where)
    if rule.is_transition and not _is_on_polled_thing(operation.polling, binding.path):
        raise RuleError(
            f"transition rule {rule.id} can never be judged in {operation.id}",
            where=where,
            found=f"stands at {'/'.join(binding.path) or 'the body'}",
            allowed="the thing that the operation's x-polling names, or objects inside it",
            advice="add x-polling, or move the rule to the polled thing's schema",
        )


def _is_on_polled_thing(polling: Polling | None, path: tuple[str | Step, ...]) -> bool:
    if polling is None:
        return False
    prefix = _prefix(polling)
    inner = path[len(prefix) :]
    return path[: len(prefix)] == prefix and not any(isinstance(step, Step) for step in inner)


def _prefix(polling: Polling) -> tuple[str | Step, ...]:
    return (*tokens(polling.items), Step.ITEMS) if polling.key else ()


def _compiles(expression: str, what: str, where: str) -> None:
    if len(expression) > MAX_EXPRESSION:
        raise RuleError(
            f"{what} is too long",
            where=where,
            found=f"{len(expression)} characters",
            allowed=f"{MAX_EXPRESSION}",
        )
    try:
        _program(expression)
    except _CANNOT_JUDGE as error:
        raise RuleError(
            f"{what} does not compile",
            where=where,
            found=str(error).strip(),
            allowed="a CEL expression over self, oldSelf, request, response and now",
        ) from error


def _chosen(
    bindings: Sequence[RuleBinding], sets: frozenset[str], *, transitions: bool
) -> Iterator[RuleBinding]:
    for binding in bindings:
        rule = binding.rule
        if rule.is_transition == transitions and (not rule.set or rule.set in sets):
            yield binding


def _instances(
    body: JSON, path: tuple[str | Step, ...], pointer: str = ""
) -> Iterator[tuple[str, JSON]]:
    if not path:
        yield pointer, body
        return
    step, rest = path[0], path[1:]
    if step is Step.ITEMS:
        children = enumerate(body) if isinstance(body, list) else ()
    elif step is Step.VALUES:
        children = body.items() if isinstance(body, dict) else ()
    else:
        children = [(step, body[step])] if isinstance(body, dict) and step in body else ()
    for key, child in children:
        yield from _instances(child, rest, join(pointer, key))


def _things(polling: Polling, old: JSON, new: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    if not polling.key:
        yield "", old, new
        return
    before = {_key(thing, polling): thing for thing in _items(old, polling)}
    for index, thing in enumerate(_items(new, polling)):
        key = _key(thing, polling)
        if key is not None and key in before:
            yield join(polling.items, index), before[key], thing


def _items(body: JSON, polling: Polling) -> list[JSON]:
    items = resolve(body, polling.items) if has(body, polling.items) else []
    return items if isinstance(items, list) else []


def _key(thing: JSON, polling: Polling) -> str | None:
    return str(resolve(thing, polling.key)) if has(thing, polling.key) else None


def _at(thing: JSON, path: tuple[str | Step, ...]) -> tuple[JSON, ...]:
    """Return the value at `path` as a one-tuple, or nothing."""
    found = [value for _, value in _instances(thing, path)]
    return tuple(found[:1])


def _not_exercised(rule: Rule, pointer: str, value: JSON, reason: str) -> RuleResult:
    return RuleResult(
        rule=rule, outcome=Outcome.NOT_EXERCISED, pointer=pointer, value=value, reason=reason
    )


class _Judgement:
    """Judges values in one context; conversions are shared between its rules."""

    def __init__(self, context: RuleContext) -> None:
        self._given: Mapping[str, JSON] = {
            "request": dict(context.request),
            "response": dict(context.response),
            "now": context.now,
        }
        self._typed: dict[tuple[int, int], tuple[JSON, JSON]] = {}

    def judge(
        self, binding: RuleBinding, value: JSON, pointer: str, *, old: JSON = None
    ) -> RuleResult:
        rule = binding.rule
        absent = [key for key in rule.needs if not _has_value(value, key)]
        if absent:
            return _not_exercised(rule, pointer, value, f"without {', '.join(absent)}")
        context = _context()
        context.add_variable("self", self._as_declared(value, binding))
        if rule.is_transition:
            context.add_variable("oldSelf", self._as_declared(old, binding))
        for name in _names_given(rule.expression):
            context.add_variable(name, self._given[name])
        try:
            answer = _program(rule.expression).execute(context)
        except KeyError as error:
            return _not_exercised(rule, pointer, value, f"without {error.args[0]}")
        except _CANNOT_JUDGE as error:
            return _not_exercised(rule, pointer, value, str(error).splitlines()[0])
        if not isinstance(answer, bool):
            return _not_exercised(rule, pointer, value, f"answered {answer!r}, not true or false")
        outcome = Outcome.PASSED if answer else Outcome.FAILED
        return RuleResult(rule=rule, outcome=outcome, pointer=pointer, value=value)

    def _as_declared(self, value: JSON, binding: RuleBinding) -> JSON:
        key = (id(value), id(binding.schema.definition))
        if key not in self._typed:
            # The value is kept beside its conversion: its id must not be given to another.
            self._typed[key] = (value, as_declared(value, binding.schema))
        return self._typed[key][1]


def _has_value(value: JSON, key: str) -> bool:
    return isinstance(value, Mapping) and value.get(key) is not None


@cache
def _cel() -> ModuleType:
    """Import CEL when the first rule is compiled: its package imports a terminal UI (120 ms)."""
    import cel  # noqa: PLC0415 - a server that judges nothing must not pay for it

    return cel


@lru_cache(maxsize=1024)
def _program(expression: str) -> Any:
    return _cel().compile(expression)


@lru_cache(maxsize=1024)
def _names_given(expression: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("request", "response", "now")
        if re.search(rf"(?<![.\w]){name}\b", expression)
    )


def _context() -> Any:
    context = _cel().Context()
    for name, function in _FUNCTIONS.items():
        context.add_function(name, function)
    return context


def _is_unique(items: list[JSON]) -> bool:
    return len(set(map(_hashable, items))) == len(items)


def _distinct(items: list[JSON]) -> list[JSON]:
    return list({_hashable(item): item for item in reversed(items)}.values())[::-1]


def _hashable(value: JSON) -> JSON:
    return repr(value) if isinstance(value, list | dict) else (type(value), value)


def _pairs(old: list[JSON], new: list[JSON], key: str) -> list[JSON]:
    later = {_hashable(item[key]): item for item in new}
    return [{"old": item, "new": later.get(_hashable(item[key]))} for item in old]


_FUNCTIONS: Mapping[str, Callable[..., JSON]] = {
    "distinct": _distinct,
    "isDateTime": lambda text: isinstance(text, str) and is_date_time(text),
    "isUnique": _is_unique,
    "pairs": _pairs,
    "sort": sorted,
    "sum": sum,
    "values": lambda mapping: list(mapping.values()),
}
"""What rules may call beside CEL's own functions."""

"""Rules judged: the one door to CEL.

A rule is true of every healthy body. Where it cannot be judged (a key is missing, a type is not
what the expression needs) it is *not exercised*, with the reason, and never counts as passed.
"""

import json
import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from openapi.contract import Polling, Rule, RuleBinding, Step
from openapi.formats import is_date_time
from openapi.numbers import as_declared
from openapi.pointers import has, join, resolve, tokens

JSON = Any

# A leap second is a valid time of RFC 3339; that Python's datetime has none is no news to users.
warnings.filterwarnings("ignore", message="ignored leap-second")

# Everything that CEL raises; and a warning, where the user wants warnings to be errors.
CANNOT_JUDGE = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning)
"""Why an expression has no answer."""


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


class RuleMemory:
    """What came of rules on values that were judged before: pages show the same things often."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._verdicts: dict[tuple[str, str, str], tuple[Outcome, str]] = {}

    def verdict(
        self, key: tuple[str, str, str], judge_it: Callable[[], tuple[Outcome, str]]
    ) -> tuple[Outcome, str]:
        """Return what came of a rule on one value, judged at most once."""
        if key not in self._verdicts:
            self._verdicts[key] = judge_it()
        return self._verdicts[key]


def judge(
    bindings: Sequence[RuleBinding],
    body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleMemory | None = None,
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
    judgement = _Judgement(context, memory)
    results: list[RuleResult] = []
    for binding in _chosen(bindings, sets, transitions=False):
        found = list(_instances(body, binding.path))
        if not found:
            results.append(_not_exercised(binding.rule, "", body, "nothing in the body to judge"))
        for pointer, value in found:
            results.append(judgement.judge(binding, value, pointer))
    return tuple(results)


def judge_transition(  # noqa: PLR0913 - two answers, and what one needs to compare them
    bindings: Sequence[RuleBinding],
    polling: Polling,
    old_body: JSON,
    new_body: JSON,
    context: RuleContext,
    *,
    sets: frozenset[str] = frozenset(),
    memory: RuleMemory | None = None,
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
    judgement = _Judgement(context, memory)
    prefix = path_of_things(polling)
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
    try:
        answer = _answer(polling.terminal, {"self": thing})
    except CANNOT_JUDGE:
        return None
    return answer if isinstance(answer, bool) else None


def path_of_things(polling: Polling) -> tuple[str | Step, ...]:
    """Return the way from a body to the things that are polled."""
    return (*tokens(polling.items), Step.ITEMS) if polling.key else ()


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
    for key, child in _children(body, path[0]):
        yield from _instances(child, path[1:], join(pointer, key))


def _children(body: JSON, step: str | Step) -> Iterable[tuple[str | int, JSON]]:
    if step is Step.ITEMS:
        return enumerate(body) if isinstance(body, list) else ()
    if not isinstance(body, dict):
        return ()
    if step is Step.VALUES:
        return body.items()
    return [(step, body[step])] if step in body else ()


def _things(polling: Polling, old: JSON, new: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    if not polling.key:
        yield "", old, new
        return
    # The first one counts where a list names a thing twice.
    before = {_key(thing, polling): thing for thing in reversed(_items(old, polling))}
    for index, thing in enumerate(_items(new, polling)):
        key = _key(thing, polling)
        if key is not None and key in before:
            yield join(polling.items, index), before[key], thing


def _items(body: JSON, polling: Polling) -> list[JSON]:
    items = resolve(body, polling.items) if has(body, polling.items) else []
    return items if isinstance(items, list) else []


def _key(thing: JSON, polling: Polling) -> str | None:
    value = resolve(thing, polling.key) if has(thing, polling.key) else None
    return str(value) if isinstance(value, str | int | float) else None


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

    def __init__(self, context: RuleContext, memory: RuleMemory | None = None) -> None:
        self._given: Mapping[str, JSON] = {
            "request": dict(context.request),
            "response": dict(context.response),
            "now": context.now,
        }
        self._memory = memory
        self._typed: dict[tuple[int, int], tuple[JSON, JSON]] = {}
        self._texts: dict[int, tuple[JSON, str]] = {}

    def judge(
        self, binding: RuleBinding, value: JSON, pointer: str, *, old: JSON = None
    ) -> RuleResult:
        rule = binding.rule

        def judge_it() -> tuple[Outcome, str]:
            return self._verdict(binding, value, old)

        if self._memory is None or _names_given(rule.expression):
            outcome, reason = judge_it()
        else:
            # What a rule says of the same value again, it has said before.
            key = (rule.pointer, self._text(value), self._text(old))
            outcome, reason = self._memory.verdict(key, judge_it)
        return RuleResult(rule=rule, outcome=outcome, pointer=pointer, value=value, reason=reason)

    def _verdict(self, binding: RuleBinding, value: JSON, old: JSON) -> tuple[Outcome, str]:
        rule = binding.rule
        absent = [key for key in rule.needs if not _has_value(value, key)]
        if absent:
            return Outcome.NOT_EXERCISED, f"without {', '.join(absent)}"
        names = {"self": self._as_declared(value, binding)}
        if rule.is_transition:
            names["oldSelf"] = self._as_declared(old, binding)
        names |= {name: self._given[name] for name in _names_given(rule.expression)}
        try:
            answer = _answer(rule.expression, names)
        except KeyError as error:
            return Outcome.NOT_EXERCISED, f"without {error.args[0]}"
        except CANNOT_JUDGE as error:
            return Outcome.NOT_EXERCISED, first_line(error)
        if not isinstance(answer, bool):
            return Outcome.NOT_EXERCISED, f"answered {answer!r}, not true or false"
        return (Outcome.PASSED if answer else Outcome.FAILED), ""

    def _text(self, value: JSON) -> str:
        if id(value) not in self._texts:
            # The value is kept beside its text: its id must not be given to another.
            self._texts[id(value)] = (value, json.dumps(value))
        return self._texts[id(value)][1]

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

    # It logs what our functions raise; that is an ordinary "not exercised" here, and told as one.
    logging.getLogger("cel").setLevel(logging.CRITICAL)
    return cel


@lru_cache(maxsize=1024)
def program(expression: str) -> Any:  # noqa: ANN401 - cel is imported late
    """Compile an expression, once.

    Raises:
        ValueError: It does not compile.
    """
    return _cel().compile(expression)


def _answer(expression: str, names: Mapping[str, JSON]) -> JSON:
    context = _cel().Context(names, dict(FUNCTIONS))
    return program(expression).execute(context)


def first_line(error: BaseException) -> str:
    """Return what an error says, its first sentence only."""
    text = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return text.partition(". ")[0]


@lru_cache(maxsize=1024)
def _names_given(expression: str) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("request", "response", "now")
        if re.search(rf"(?<![.\w]){name}\b", expression)
    )


def _is_unique(items: list[JSON]) -> bool:
    return len(set(map(_hashable, items))) == len(items)


def _distinct(items: list[JSON]) -> list[JSON]:
    found: dict[JSON, JSON] = {}
    for item in items:
        found.setdefault(_hashable(item), item)
    return [*found.values()]


def _hashable(value: JSON) -> JSON:
    """Return something hashable that is equal for equal JSON values, and only for these."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(child)) for key, child in value.items())
    if isinstance(value, list):
        return ("[]", *map(_hashable, value))
    # In Python 1 == True; in JSON it is not.
    return ("bool", value) if isinstance(value, bool) else value


def _pairs(old: list[JSON], new: list[JSON], key: str) -> list[JSON]:
    later = {_hashable(item[key]): item for item in reversed(new)}
    return [{"old": item, "new": later.get(_hashable(item[key]))} for item in old]


FUNCTIONS: Mapping[str, Callable[..., JSON]] = {
    "distinct": _distinct,
    "isDateTime": lambda text: isinstance(text, str) and is_date_time(text),
    "isUnique": _is_unique,
    "pairs": _pairs,
    "sort": sorted,
    "sum": sum,
    "values": lambda mapping: list(mapping.values()),
}
"""What rules may call beside CEL's own functions."""

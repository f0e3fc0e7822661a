"""The operators of templates: values, times, random values and integer arithmetic.

Each turns an object with a `$` key into a node, whose value is a pure function of a scope. A random
value depends on its place in the body, so that it is the same in all keyframes.
"""

import re
from collections.abc import Mapping

from mock_server.clock import MAX_TIME, format_time, parse_time
from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.templates.compiler import (
    Compiler,
    Computed,
    Constant,
    OperatorSpec,
    computed,
)
from mock_server.scenarios.templates.scope import Node, Scope, integer
from openapi.errors import did_you_mean
from openapi.json.pointers import join, merge_patch
from openapi.json.types import JSON, is_integer
from openapi.text import durations
from openapi.text.previews import preview

_DATE = len("2000-01-01")
_MOMENT = re.compile(rf"(start|begin|now)(?:(?=[+-])\+?({durations.PATTERN}))?")


def _value(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    name, *path = str(raw["$value"]).split(".")
    if name not in compiler.names:
        raise TemplateError(
            f"no value {name!r} is declared before this{did_you_mean(name, compiler.names)}",
            at=join(at, "$value"),
            found=name,
            allowed=", ".join(compiler.names) or "none: no value is declared",
        )

    def member(scope: Scope) -> JSON:
        found = scope.value(name)
        for key in path:
            if not isinstance(found, Mapping) or key not in found:
                what = f"the value {name!r} has no member {key!r}"
                raise ScenarioError(what, found=preview(found))
            found = found[key]
        return found

    # This node counts as constant; Series and ResourceScenario test the declared values themselves.
    return computed(member)


def _time(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    text = str(raw["$time"])
    base: str | int
    shift = 0
    if match := _MOMENT.fullmatch(text):
        base = match[1]
        shift = parse_duration(match[2], join(at, "$time")) if match[2] else 0
    else:
        try:
            base = round(parse_time(text) * 1_000_000)
        except ValueError as error:
            raise TemplateError(
                "this is not a time",
                at=join(at, "$time"),
                found=text,
                allowed="start, begin or now, with +3s or -1h; or a time such as "
                "2026-01-05T09:00:00Z",
            ) from error
    plus = compiler.compile(raw.get("plus-ms", 0), join(at, "plus-ms"))
    every = parse_duration(raw.get("every", "0s"), join(at, "every"))
    digits = _digits(raw.get("digits", compiler.digits), join(at, "digits"))

    def written(scope: Scope) -> JSON:
        after = shift + every * scope.index + integer(plus.evaluate(scope), "$time: plus-ms")
        seconds = min((_microseconds(base, scope) + after * 1000) / 1_000_000, MAX_TIME)
        found = format_time(seconds, digits or 0)
        return found if digits is not None else found[:_DATE]

    is_constant = isinstance(base, int) and plus.is_constant
    return Computed(compute=written, parts=(plus,), is_constant=is_constant)


def _microseconds(base: str | int, scope: Scope) -> int:
    """Return a moment since 1970: `start`, `begin`, `now`, or an absolute one."""
    match base:
        case "now":
            scope.valid_until.not_after(scope.elapsed + scope.tick)
            return scope.start_us + scope.elapsed * 1000
        case "begin":
            return scope.start_us + scope.begin * 1000
        case int():
            return base
        case _:
            return scope.start_us


def parse_duration(text: JSON, at: str) -> int:
    """Return the milliseconds of a duration at a JSON pointer of the file.

    Raises:
        TemplateError: It is not a duration, or not one of whole milliseconds.
    """
    try:
        return durations.parse_milliseconds(str(text))
    except ValueError as error:
        raise TemplateError(
            str(error), at=at, found=preview(text), allowed="whole milliseconds, as 30s or -240ms"
        ) from error


def _digits(value: JSON, at: str) -> int | None:
    if value is None or value == "date":
        return None
    if is_integer(value) and 0 <= value <= 6:  # noqa: PLR2004
        return value
    raise TemplateError(
        "times cannot have these digits",
        at=at,
        found=preview(value),
        allowed="0 to 6 fractional digits, or date",
    )


def _integer(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    bounds = raw["$integer"]
    inside = join(at, "$integer")
    if not isinstance(bounds, list) or len(bounds) != 2:  # noqa: PLR2004
        raise TemplateError("$integer needs two bounds", at=inside, found=preview(bounds),
                            allowed="[lowest, highest]")  # fmt: skip
    low, high = _all(compiler, bounds, inside)
    _refuse_constant(low, inside)
    _refuse_constant(high, inside)
    if isinstance(low, Constant) and isinstance(high, Constant) and low.value > high.value:
        raise TemplateError("the lower bound is above the upper", at=inside, found=preview(bounds),
                            allowed="[lowest, highest]")  # fmt: skip
    name = _name(raw, at)

    def drawn(scope: Scope) -> JSON:
        least, most = (integer(each.evaluate(scope), "$integer") for each in (low, high))
        if least > most:
            raise ScenarioError(
                "$integer has its lower bound above the upper bound", found=f"{least} > {most}"
            )
        return scope.draws.integer(name, least, most)

    return computed(drawn, low, high)


def _choice(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    inside = join(at, "$choice")
    given = raw["$choice"]
    options = _all(compiler, given, inside)
    weights = raw.get("weights", [1] * len(options))
    if (
        not isinstance(weights, list)
        or len(weights) != len(options)
        or not all(isinstance(weight, int) and weight >= 0 for weight in weights)
        or sum(weights) <= 0
    ):
        raise TemplateError(
            "the weights do not match the choices",
            at=join(at, "weights"),
            found=preview(weights),
            allowed=f"{len(options)} integers, none negative, at least one above 0",
        )
    name, chances = _name(raw, at), tuple(weights)
    return computed(
        lambda scope: options[scope.draws.index(name, chances)].evaluate(scope), *options
    )


def _uuid(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    given = raw["$uuid"]
    name = given if isinstance(given, str) and given else at
    return computed(lambda scope: scope.draws.uuid(name))


def _split(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    whole = compiler.compile(raw["$split"], join(at, "$split"))
    given = raw.get("weights")
    if not isinstance(given, Mapping) or not given:
        raise TemplateError("$split needs weights", at=join(at, "weights"), found=preview(given),
                            allowed="an integer for each part, by name")  # fmt: skip
    weights = {
        name: compiler.compile(weight, join(at, "weights", name)) for name, weight in given.items()
    }

    def parts(scope: Scope) -> JSON:
        shares = {k: integer(w.evaluate(scope), "$split: weights") for k, w in weights.items()}
        return _shares(integer(whole.evaluate(scope), "$split"), shares)

    return computed(parts, whole, *weights.values())


def _shares(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return integers that add up to a whole (largest remainder method)."""
    total = sum(weights.values())
    if whole < 0 or total <= 0 or min(weights.values()) < 0:
        raise ScenarioError(
            "$split cannot divide this",
            found=f"{whole} by {preview(weights)}",
            allowed="no negative number, and at least one weight above 0",
        )
    parts = {name: whole * weight // total for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: -(whole * weights[name] % total))
    for name in by_remainder[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts


def _sum(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    terms = _all(compiler, raw["$sum"], join(at, "$sum"))
    for term in terms:
        _refuse_constant(term, join(at, "$sum"))
    return computed(
        lambda scope: sum(integer(term.evaluate(scope), "$sum") for term in terms), *terms
    )


def _percent(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    share = compiler.compile(raw["$percent"], join(at, "$percent"))
    whole = compiler.compile(raw.get("of"), join(at, "of"))
    _refuse_constant(share, join(at, "$percent"))
    _refuse_constant(whole, join(at, "of"))

    def part(scope: Scope) -> JSON:
        """Return the percentage, rounded down."""
        percent = integer(share.evaluate(scope), "$percent")
        return integer(whole.evaluate(scope), "$percent: of") * percent // 100

    return computed(part, share, whole)


def _join(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    parts = _all(compiler, raw["$join"], join(at, "$join"))
    return computed(lambda scope: "".join(str(part.evaluate(scope)) for part in parts), *parts)


def _index(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    first = raw["$index"]
    if not isinstance(first, int) or isinstance(first, bool):
        raise TemplateError("$index needs the number to count from", at=join(at, "$index"),
                            found=preview(first), allowed="0, 1, ...")  # fmt: skip
    return computed(lambda scope: scope.index + first)


def _parameter(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    name = _one_of(raw, "$parameter", compiler.parameters, at)
    return computed(lambda scope: scope.identity.get(name))


def _page(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    if not at.startswith("/envelope"):
        raise TemplateError("$page is allowed only in `envelope`", at=join(at, "$page"),
                            found=preview(raw), allowed="$page in `envelope`")  # fmt: skip
    name = _one_of(raw, "$page", ("total", "offset", "limit", "count"), at)
    return Computed(compute=lambda scope: scope.page[name], is_constant=False)


def _merge(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    layers = _all(compiler, raw["$merge"], join(at, "$merge"))

    def merged(scope: Scope) -> JSON:
        whole: JSON = {}
        for layer in layers:
            whole = merge_patch(whole, layer.evaluate(scope))
        return whole

    return computed(merged, *layers)


def _literal(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler, at
    return Constant(value=raw["$literal"])


def _one_of(raw: Mapping[str, JSON], operator: str, names: tuple[str, ...], at: str) -> str:
    name = str(raw[operator])
    if name not in names:
        raise TemplateError(
            f"{operator} has no value {name!r}{did_you_mean(name, names)}",
            at=join(at, operator),
            found=name,
            allowed=", ".join(names),
        )
    return name


def _name(raw: Mapping[str, JSON], at: str) -> str:
    return str(raw.get("name", at))


def _all(compiler: Compiler, raw: JSON, at: str) -> tuple[Node, ...]:
    if not isinstance(raw, list) or not raw:
        raise TemplateError(
            "a list is needed here", at=at, found=preview(raw), allowed="[..., ...]"
        )
    return tuple(compiler.compile(item, join(at, index)) for index, item in enumerate(raw))


def _refuse_constant(node: Node, at: str) -> None:
    if isinstance(node, Constant):
        try:
            integer(node.value, "this")
        except ScenarioError as error:
            raise TemplateError(
                "an integer is needed here", at=at, found=error.found, allowed=error.allowed
            ) from error


OPERATORS: Mapping[str, OperatorSpec] = {
    "$value": OperatorSpec(compile=_value),
    "$time": OperatorSpec(compile=_time, options=frozenset({"every", "plus-ms", "digits"})),
    "$integer": OperatorSpec(compile=_integer, options=frozenset({"name"})),
    "$choice": OperatorSpec(compile=_choice, options=frozenset({"weights", "name"})),
    "$uuid": OperatorSpec(compile=_uuid),
    "$split": OperatorSpec(compile=_split, options=frozenset({"weights"})),
    "$sum": OperatorSpec(compile=_sum),
    "$percent": OperatorSpec(compile=_percent, options=frozenset({"of"})),
    "$join": OperatorSpec(compile=_join),
    "$index": OperatorSpec(compile=_index),
    "$parameter": OperatorSpec(compile=_parameter),
    "$page": OperatorSpec(compile=_page),
    "$merge": OperatorSpec(compile=_merge),
    "$literal": OperatorSpec(compile=_literal),
}
"""Every operator except `$each`, which needs the timelines of the file."""

"""The operators of templates: from an object with a `$` key to a compiled node."""

import re
from collections.abc import Mapping

from mock_server.clock import parse_time
from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.templates.compiler import Compiler, Constant, OperatorSpec
from mock_server.scenarios.templates.nodes import (
    Concatenation,
    Index,
    Integer,
    MergePatchNode,
    NamedValue,
    PageValue,
    ParameterValue,
    Percent,
    Split,
    Sum,
    Time,
    Uuid,
    WeightedChoice,
    integer,
)
from mock_server.scenarios.templates.scope import Node
from openapi.errors import did_you_mean
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.validation import preview
from openapi.text import durations

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
    # This node counts as constant; Series and ResourceScenario test the declared values themselves.
    return NamedValue(name=name, path=tuple(path))


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
    return Time(
        base=base,
        shift=shift,
        every=parse_duration(raw.get("every", "0s"), join(at, "every")),
        plus=plus,
        digits=_digits(raw.get("digits", compiler.digits), join(at, "digits")),
        is_constant=isinstance(base, int) and plus.is_constant,
    )


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
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 6:  # noqa: PLR2004
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
    is_constant = low.is_constant and high.is_constant
    return Integer(low=low, high=high, name=_name(raw, at), is_constant=is_constant)


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
    is_constant = all(option.is_constant for option in options)
    return WeightedChoice(
        options=options, weights=tuple(weights), name=_name(raw, at), is_constant=is_constant
    )


def _uuid(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    name = raw["$uuid"]
    return Uuid(name=name if isinstance(name, str) and name else at)


def _split(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    whole = compiler.compile(raw["$split"], join(at, "$split"))
    given = raw.get("weights")
    if not isinstance(given, Mapping) or not given:
        raise TemplateError("$split needs weights", at=join(at, "weights"), found=preview(given),
                            allowed="an integer for each part, by name")  # fmt: skip
    weights = tuple(
        (name, compiler.compile(weight, join(at, "weights", name)))
        for name, weight in given.items()
    )
    is_constant = whole.is_constant and all(node.is_constant for _, node in weights)
    return Split(whole=whole, weights=weights, is_constant=is_constant)


def _sum(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    terms = _all(compiler, raw["$sum"], join(at, "$sum"))
    for term in terms:
        _refuse_constant(term, join(at, "$sum"))
    return Sum(terms=terms, is_constant=all(term.is_constant for term in terms))


def _percent(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    share = compiler.compile(raw["$percent"], join(at, "$percent"))
    whole = compiler.compile(raw.get("of"), join(at, "of"))
    _refuse_constant(share, join(at, "$percent"))
    _refuse_constant(whole, join(at, "of"))
    return Percent(share=share, whole=whole, is_constant=share.is_constant and whole.is_constant)


def _join(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    parts = _all(compiler, raw["$join"], join(at, "$join"))
    return Concatenation(parts=parts, is_constant=all(part.is_constant for part in parts))


def _index(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    first = raw["$index"]
    if not isinstance(first, int) or isinstance(first, bool):
        raise TemplateError("$index needs the number to count from", at=join(at, "$index"),
                            found=preview(first), allowed="0, 1, ...")  # fmt: skip
    return Index(first=first)


def _parameter(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    return ParameterValue(name=_one_of(raw, "$parameter", compiler.parameters, at))


def _page(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    del compiler
    if not at.startswith("/envelope"):
        raise TemplateError("$page is allowed only in `envelope`", at=join(at, "$page"),
                            found=preview(raw), allowed="$page in `envelope`")  # fmt: skip
    name = _one_of(raw, "$page", ("total", "offset", "limit", "count"), at)
    return PageValue(name=name, is_constant=False)


def _merge(compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
    layers = _all(compiler, raw["$merge"], join(at, "$merge"))
    return MergePatchNode(layers=layers, is_constant=all(layer.is_constant for layer in layers))


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

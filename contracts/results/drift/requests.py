"""Compares what an operation accepts: parameters, bodies and credentials.

For requests the second side breaks a front end if it accepts less, so bodies are compared the
other way round: what the first side accepts must be accepted by the second one.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts.observations.shapes.documented import Documented, level_of
from contracts.observations.shapes.limits import narrowed
from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.difference import PlaceDifference
from contracts.results.drift.pairs import OperationSide, Pair
from contracts.results.drift.values import LIMIT
from openapi.contract import Location, Operation, Parameter

_IGNORED = frozenset({"accept", "content-type", "authorization", "user-agent"})

Kinds = dict[str, tuple[str, Impact, str]]
NARROWED: Kinds = {
    "type-changed": ("request-narrowed", Impact.BREAKING, "accepts fewer types"),
    "null-new": ("request-narrowed", Impact.LIKELY, "no longer accepts null"),
    "value-new": ("request-narrowed", Impact.BREAKING, "accepts fewer values"),
    "member-missing": ("parameter-required", Impact.BREAKING, "is required"),
    "number-format": ("request-narrowed", Impact.LIKELY, "accepts whole numbers only"),
}
"""What a difference means if the sides are exchanged: kind, impact and message."""


def request_changes(pair: Pair, comparer: BodyComparer) -> Iterator[Change]:
    """Yield how the requests of the second side differ."""
    one, other = pair.a.documented, pair.b.documented
    if one is not None and other is not None:
        yield from _parameters(pair, one, other)
        yield from _bodies(pair, one, other, comparer)
        yield from _security(pair, one, other)
    elif other is not None:
        yield from _sent(pair, other)


def _key(parameter: Parameter) -> tuple[Location, str]:
    is_header = parameter.location is Location.HEADER
    return parameter.location, parameter.name.lower() if is_header else parameter.name


def _compared(operation: Operation) -> dict[tuple[Location, str], Parameter]:
    """Return the parameters that are compared; those of paths may have any name."""
    found = {_key(each): each for each in operation.parameters}
    return {
        key: each
        for key, each in found.items()
        if key[0] is not Location.PATH and not (key[0] is Location.HEADER and key[1] in _IGNORED)
    }


def _parameters(pair: Pair, one: Operation, other: Operation) -> Iterator[Change]:
    was, now = _compared(one), _compared(other)
    for at in sorted(was.keys() | now.keys()):
        before, after = was.get(at), now.get(at)
        label = f"the {at[0].value} parameter '{at[1]}'"
        for kind, impact, text in _differences(before, after):
            if kind == "parameter-gone" and pair.b.side.is_inferred:
                continue  # it was never sent
            yield pair.change(
                kind,
                Impact.MINOR if pair.is_inferred else impact,
                f"{at[0].value} {at[1]}",
                f"{label} {text}",
                (_says(before), _says(after)),
                (
                    before.pointer if before else one.pointer,
                    after.pointer if after else other.pointer,
                ),
                confidence=_confidence(pair),
            )


def _differences(was: Parameter | None, now: Parameter | None) -> Iterator[tuple[str, Impact, str]]:
    """Yield kind, impact and message of the differences between two parameters."""
    if now is None:
        yield "parameter-gone", Impact.LIKELY, "is gone"
    elif was is None:
        yield _new(is_required=now.is_required)
    else:
        if now.is_required and not was.is_required:
            yield "parameter-required", Impact.BREAKING, "is required"
        if text := _narrowed(was, now):
            yield "request-narrowed", Impact.BREAKING, text


def _new(*, is_required: bool) -> tuple[str, Impact, str]:
    if is_required:
        return "parameter-required", Impact.BREAKING, "is new and required"
    return "parameter-new", Impact.MINOR, "is new"


def _confidence(pair: Pair) -> Confidence:
    return Confidence.TENTATIVE if pair.is_inferred else Confidence.CERTAIN


def _says(parameter: Parameter | None) -> str:
    if parameter is None:
        return "not documented"
    level = level_of(Documented((parameter.schema,)))
    kind = " or ".join(sorted(level.types)) or "any type"
    return f"{'required' if parameter.is_required else 'optional'}, {kind}"


def _narrowed(was: Parameter, now: Parameter) -> str:
    """Return how a parameter accepts less than it did; empty if it does not."""
    one, other = (level_of(Documented((each.schema,))) for each in (was, now))
    allowed = other.types | ({"integer"} if "number" in other.types else set())
    # Every value of a parameter is sent as a text.
    if other.types and "string" not in allowed and one.types - allowed:
        return f"is {' or '.join(sorted(other.types))} instead of {' or '.join(sorted(one.types))}"
    lost = sorted((one.enum or frozenset()) - other.enum) if other.enum and one.enum else []
    if lost:
        return f"no longer accepts {', '.join(lost[:6])}"
    if other.limits.is_closed and not one.limits.is_closed and one.types != {"boolean"}:
        return f"accepts only {', '.join(sorted(other.enum or ())[:6]) or 'some values'}"
    return narrowed(one.limits, other.limits, has_format=bool(one.formats))


def _bodies(
    pair: Pair, one: Operation, other: Operation, comparer: BodyComparer
) -> Iterator[Change]:
    accepted, wanted = one.request_body, other.request_body
    if wanted and wanted.is_required and not (accepted and accepted.is_required):
        yield pair.change(
            "parameter-required",
            Impact.BREAKING,
            "request",
            f"the body of the request is {'' if accepted else 'new and '}required",
            ("optional" if accepted else "none", "required"),
            (one.pointer, other.pointer),
        )
    was, now = _body(one), _body(other)
    for pointer, found in comparer.changes(now, was) if was and now else ():
        exchanged = _exchanged(pair, pointer, found)
        if exchanged is not None:
            yield pair.body_change(exchanged, pointer, "request")


def _exchanged(pair: Pair, pointer: str, found: PlaceDifference) -> PlaceDifference | None:
    """Return a difference of exchanged sides as one of what is accepted; None if it is none."""
    kind, impact, text = NARROWED.get(found.kind, ("", Impact.MINOR, ""))
    if found.kind == LIMIT:
        kind, impact, text = "request-narrowed", found.impact, found.message
    if found.kind == "member-gone":
        # Only the second side has it.
        kind, impact, text = _new(is_required=found.member in found.views[0].required)
    elif found.kind == "member-new" and not pair.b.side.is_inferred:
        kind, impact, text = "parameter-gone", Impact.LIKELY, "is gone"
    if not kind:
        return None
    place = pointer.rpartition("/")[2] or "the body"
    return replace(
        found,
        kind=kind,
        impact=Impact.MINOR if pair.is_inferred else impact,
        confidence=Confidence.CERTAIN,
        message=f"'{place}' of the request {text}",
        says=found.says[::-1],
        views=found.views[::-1],
        types=("", ""),
    )


def _body(operation: Operation) -> Documented | None:
    media_types = operation.request_body.media_types if operation.request_body else ()
    schemas = [
        media.schema
        for media in media_types
        if media.schema and ("json" in media.name or "form" in media.name or media.name == "*/*")
    ]
    return Documented((schemas[0],)) if schemas else None


def _security(pair: Pair, one: Operation, other: Operation) -> Iterator[Change]:
    was, now = _schemes(pair.a, one), _schemes(pair.b, other)
    if pair.is_inferred or not now or frozenset() in now or was & now:
        return
    before, after = _alternatives(was), _alternatives(now)
    yield pair.change(
        "security-changed",
        Impact.BREAKING if not was or frozenset() in was else Impact.LIKELY,
        "request",
        f"it needs {after}{f' instead of {before}' if any(was) else ', where it was open'}",
        (before, after),
        (one.pointer, other.pointer),
    )


def _alternatives(schemes: set[frozenset[str]]) -> str:
    """Return alternatives as text."""
    return " or ".join(sorted(" and ".join(sorted(each)) or "none" for each in schemes)) or "none"


def _schemes(side: OperationSide, operation: Operation) -> set[frozenset[str]]:
    """Return the alternatives of credentials, each by what is sent rather than by names."""
    known = side.side.contract.security_schemes if side.side.contract else {}
    texts = {
        name: f"{each.location} {each.parameter}" if each.parameter else each.scheme or each.type
        for name, each in known.items()
    }
    return {
        frozenset(texts[name] for name in names if name in texts) for names in operation.security
    }


def _sent(pair: Pair, documented: Operation) -> Iterator[Change]:
    """Yield what the requests that were seen lack."""
    seen = pair.a.seen
    if seen is None:
        return
    for (place, label), parameter in _compared(documented).items():
        is_needed = place is Location.QUERY and parameter.is_required and parameter.style == "form"
        sent = seen.query[label].count if label in seen.query else 0
        if is_needed and sent < seen.accepted:
            yield pair.change(
                "parameter-required",
                Impact.LIKELY,
                f"query {label}",
                f"the query parameter '{label}' is required, but was not always sent",
                (f"sent in {sent} of {seen.accepted} requests", "required"),
                (None, parameter.pointer),
            )

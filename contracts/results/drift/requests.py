"""Compares what an operation accepts: parameters, bodies and credentials.

For requests the second side breaks a front end if it accepts less, so bodies are compared the
other way round: what the first side accepts must be accepted by the second one.
"""

from collections.abc import Iterator

from contracts.observations.shapes.documented import Documented, level_of
from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.difference import Difference
from contracts.results.drift.sides import OperationSide
from openapi.contract import Location, Operation, Parameter, RequestBody

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


def request_changes(
    a: OperationSide, b: OperationSide, name: str, comparer: BodyComparer
) -> Iterator[Change]:
    """Yield how the requests of the second side differ."""
    if a.documented is not None and b.documented is not None:
        yield from _parameters(a, b, a.documented, b.documented, name)
        yield from _bodies(a, b, name, comparer)
        yield from _security(a, b, a.documented, b.documented, name)
    elif a.seen is not None and b.documented is not None:
        yield from _sent(a, b, b.documented, name)


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


def _parameters(
    a: OperationSide, b: OperationSide, one: Operation, other: Operation, name: str
) -> Iterator[Change]:
    was, now = _compared(one), _compared(other)

    def change(kind: str, impact: Impact, at: tuple[Location, str], text: str) -> Change:
        is_sure = not (a.side.is_inferred or b.side.is_inferred)
        place, label = at[0].value, at[1]
        evidence = [
            side.side.evidence(
                _says(found.get(at)),
                pointer=found[at].pointer
                if at in found
                else side.documented.pointer
                if side.documented
                else "",
            )
            for side, found in ((a, was), (b, now))
        ]
        return Change(
            kind=kind,
            impact=impact if is_sure else Impact.MINOR,
            confidence=Confidence.CERTAIN if is_sure else Confidence.TENTATIVE,
            where=f"{place} {label}",
            message=text,
            a=evidence[0],
            b=evidence[1],
            operations=(name,),
        )

    for at in sorted(was.keys() | now.keys()):
        label = f"the {at[0].value} parameter '{at[1]}'"
        if at not in now:
            if b.side.is_inferred:
                continue  # it was never sent
            yield change("parameter-gone", Impact.LIKELY, at, f"{label} is gone")
        elif at not in was and now[at].is_required:
            yield change("parameter-required", Impact.BREAKING, at, f"{label} is new and required")
        elif at not in was:
            yield change("parameter-new", Impact.MINOR, at, f"{label} is new")
        else:
            if now[at].is_required and not was[at].is_required:
                yield change("parameter-required", Impact.BREAKING, at, f"{label} is required")
            if text := _narrowed(was[at], now[at]):
                yield change("request-narrowed", Impact.BREAKING, at, f"{label} {text}")


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
    return ""


def _bodies(
    a: OperationSide, b: OperationSide, name: str, comparer: BodyComparer
) -> Iterator[Change]:
    was, now = (_body(each.documented) for each in (a, b))
    accepted, wanted = (
        each.request_body if each else None for each in (a.documented, b.documented)
    )
    if wanted and wanted.is_required and not (accepted and accepted.is_required):
        yield _body_required(a, b, name, is_new=accepted is None)
    if was is None or now is None:
        return
    for pointer, found in comparer.changes(now, was):
        yield from _exchanged(a, b, pointer, found, name)


def _exchanged(
    a: OperationSide, b: OperationSide, pointer: str, found: Difference, name: str
) -> Iterator[Change]:
    """Yield a difference of exchanged sides as a change of what is accepted."""
    kind, impact, text = NARROWED.get(found.kind, ("", Impact.MINOR, ""))
    place = pointer.rpartition("/")[2] or "the body"
    if found.kind == "member-gone":
        # Only the second side has it.
        is_required = found.member in found.views[0].required
        kind = "parameter-required" if is_required else "parameter-new"
        impact = Impact.BREAKING if is_required else Impact.MINOR
        text = "is new and required" if is_required else "is new"
    elif found.kind == "member-new" and not b.side.is_inferred:
        kind, impact, text = "parameter-gone", Impact.LIKELY, "is gone"
    if not kind:
        return
    is_sure = not (a.side.is_inferred or b.side.is_inferred)
    second, first = found.views
    yield Change(
        kind=kind,
        impact=impact if is_sure else Impact.MINOR,
        confidence=Confidence.CERTAIN if is_sure else Confidence.TENTATIVE,
        where="request",
        pointer=pointer,
        message=f"'{place}' of the request {text}",
        a=a.side.value_evidence(found.says[1], first, found.member, ""),
        b=b.side.value_evidence(found.says[0], second, found.member, ""),
        operations=(name,),
    )


def _body(operation: Operation | None) -> Documented | None:
    wanted: RequestBody | None = operation.request_body if operation else None
    schemas = [
        media.schema
        for media in (wanted.media_types if wanted else ())
        if media.schema and ("json" in media.name or "form" in media.name or media.name == "*/*")
    ]
    return Documented((schemas[0],)) if schemas else None


def _body_required(a: OperationSide, b: OperationSide, name: str, *, is_new: bool) -> Change:
    pointers = [each.documented.pointer if each.documented else "" for each in (a, b)]
    return Change(
        kind="parameter-required",
        impact=Impact.BREAKING,
        where="request",
        message=f"the body of the request is {'new and ' * is_new}required",
        a=a.side.evidence("none" if is_new else "optional", pointer=pointers[0]),
        b=b.side.evidence("required", pointer=pointers[1]),
        operations=(name,),
    )


def _security(
    a: OperationSide, b: OperationSide, one: Operation, other: Operation, name: str
) -> Iterator[Change]:
    if a.side.is_inferred or b.side.is_inferred:
        return
    was, now = (_schemes(side, found) for side, found in ((a, one), (b, other)))
    if frozenset() in now or was & now:
        return
    if now and was != now:
        texts = [_alternatives(each) for each in (was, now)]
        instead = f" instead of {texts[0]}" if any(was) else ", where it was open"
        yield Change(
            kind="security-changed",
            impact=Impact.BREAKING if not was or frozenset() in was else Impact.LIKELY,
            where="request",
            message=f"it needs {texts[1]}{instead}",
            a=a.side.evidence(texts[0], pointer=one.pointer),
            b=b.side.evidence(texts[1], pointer=other.pointer),
            operations=(name,),
        )


def _alternatives(schemes: set[frozenset[str]]) -> str:
    """Return alternatives as text."""
    return " or ".join(sorted(" and ".join(sorted(each)) or "none" for each in schemes)) or "none"


def _schemes(side: OperationSide, operation: Operation) -> set[frozenset[str]]:
    """Return the alternatives of credentials, each by what is sent rather than by names."""
    known = side.side.contract.security_schemes if side.side.contract else {}
    found = set()
    for names in operation.security:
        schemes = [known[each] for each in names if each in known]
        found.add(
            frozenset(
                f"{each.location} {each.parameter}" if each.parameter else each.scheme or each.type
                for each in schemes
            )
        )
    return found


def _sent(a: OperationSide, b: OperationSide, documented: Operation, name: str) -> Iterator[Change]:
    """Yield what the requests that were seen lack, or have beyond the document."""
    seen = a.seen
    if seen is None or not seen.accepted:
        return
    known = _compared(documented)
    for (place, label), parameter in known.items():
        if place is Location.QUERY and parameter.is_required:
            sent = seen.query[label].count if label in seen.query else 0
            if sent < seen.accepted and parameter.style == "form":
                yield Change(
                    kind="parameter-required",
                    impact=Impact.LIKELY,
                    where=f"query {label}",
                    message=f"the query parameter '{label}' is required, but was not always sent",
                    a=a.side.evidence(f"sent in {sent} of {seen.accepted} requests"),
                    b=b.side.evidence("required", pointer=parameter.pointer),
                    operations=(name,),
                )

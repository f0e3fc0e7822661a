"""Compares what two sides say about the values in one place of an answer."""

from collections.abc import Iterator

from contracts.observations.shapes.limits import narrowed
from contracts.observations.shapes.texts import NUMERIC
from contracts.observations.shapes.views import Node, View
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Impact
from contracts.results.drift.difference import (
    FIRM_COUNT,
    MANY,
    MAX_SHOWN,
    PlaceDifference,
    counted,
    how_sure,
    listed,
    nulls,
    quoted,
    types_of,
)
from contracts.results.drift.members import gone, missing, new

LIMIT = "limit-wider"
"""The kind of a difference that is one of requests only; its message lacks the subject."""


def differences(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    """Yield how the second side differs from the first one, members of objects included.

    The front end was written for `a`, and there is `b`; `name` is the key of the place, for
    messages.
    """
    if (a.is_seen and not a.count) or (b.is_seen and not b.count):
        return
    yield from _types(a, b, name)
    yield from _null(a, b, name)
    yield from _words(a, b, name)
    yield from _formats(a, b, name)
    yield from _limits(a, b)
    yield from _precision(a, b, name)
    if _has_objects(a) and _has_objects(b):
        yield from gone(a, b)
        yield from missing(a, b)
        yield from new(a, b)


def children(a: View, b: View) -> Iterator[tuple[str, Node, Node]]:
    """Yield the places inside, where both sides say something, with their tokens."""
    for name in a.members:
        other = b.members.get(name, b.others)
        if other is not None:
            yield name, a.members[name], other
    if a.others is not None:
        for name in b.members.keys() - a.members.keys() if b.is_seen else ():
            yield name, a.others, b.members[name]
        if b.others is not None:
            yield "*", a.others, b.others
    if a.items is not None and b.items is not None:
        yield "*", a.items, b.items


def _has_objects(view: View) -> bool:
    return view.objects > 0 if view.is_seen else not view.types or "object" in view.types


def _types(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    if not a.types or not b.types:
        return
    # What was seen is compared with what a document allows, whichever side that is.
    shown, allowed = (a, b) if a.is_seen and not b.is_seen else (b, a)
    added = {each for each in shown.types if not _allows(allowed, each)}
    if not added:
        return
    if added == {"number"} and "integer" in allowed.types:
        yield _fractions(a, b, name)
        return
    is_other = not {each for each in shown.types if _allows(allowed, each)}
    fewest = min((view.count for view in (a, b) if view.is_seen), default=MANY)
    is_firm = (a.is_seen != b.is_seen) or fewest >= FIRM_COUNT
    kind = min(added)
    yield PlaceDifference(
        kind="type-changed",
        impact=Impact.BREAKING if is_other else Impact.LIKELY,
        confidence=how_sure(a, b, is_firm=is_firm),
        message=f"{quoted(name)} is {types_of(b)} instead of {types_of(a)}"
        if is_other
        else f"{quoted(name)} may be {' or '.join(sorted(added))} as well",
        says=(counted(a, types_of(a)), counted(b, types_of(b))),
        views=(a, b),
        types=(kind, "") if shown is a else ("", kind),
    )


def _allows(view: View, name: str) -> bool:
    return name in view.types or (name == "integer" and "number" in view.types)


def _fractions(a: View, b: View, name: str) -> PlaceDifference:
    is_against_document = a.is_seen != b.is_seen
    enough = MANY if not is_against_document else 0
    is_firm = not a.is_seen or a.count >= enough
    return PlaceDifference(
        kind="number-format",
        impact=Impact.LIKELY,
        confidence=how_sure(a, b, is_firm=is_firm),
        message=f"{quoted(name)} has fractions, where it was a whole number"
        if not (a.is_seen and not b.is_seen)
        else f"{quoted(name)} has fractions, where the document has whole numbers",
        says=(counted(a, types_of(a)), counted(b, types_of(b))),
        views=(a, b),
        types=("", "number") if b.is_seen else ("number", ""),
    )


def _null(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    is_new = b.takes_null and not a.takes_null and (b.is_seen or not a.is_seen)
    is_unknown = a.is_seen and not b.is_seen and a.takes_null and not b.takes_null
    has_value = bool(a.types) and (bool(b.types) or b.is_seen)
    if is_new and has_value:
        yield PlaceDifference(
            kind="null-new",
            impact=Impact.LIKELY,
            confidence=how_sure(a, b, is_firm=not a.is_seen or a.count >= MANY),
            message=f"{quoted(name)} may be null"
            if b.types
            else f"{quoted(name)} is null, where it was {types_of(a)}",
            says=(counted(a, "never null"), nulls(b)),
            views=(a, b),
            types=("", "null"),
        )
    elif is_unknown and b.types:
        yield PlaceDifference(
            kind="null-new",
            impact=Impact.MINOR,
            confidence=Confidence.CERTAIN,
            message=f"{quoted(name)} was null, which the document does not allow",
            says=(nulls(a), "never null"),
            views=(a, b),
            types=("null", ""),
        )


def _words(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    known, found = a.enum, b.enum
    if not a.is_seen and b.is_seen and known:
        texts = b.shape.texts if b.shape else None
        found = frozenset(texts.values) if texts and texts.values else None
    if a.is_seen and not b.is_seen and found:
        texts = a.shape.texts if a.shape else None
        known, found = found, frozenset(texts.values) if texts and texts.values else None
    if not known or not found:
        return
    for is_new, words in ((True, found - known), (False, known - found)):
        # A word that was not seen may be seen tomorrow.
        if not words or (not is_new and (a.is_seen or b.is_seen)):
            continue
        shown = ", ".join(sorted(words)[:MAX_SHOWN])
        yield PlaceDifference(
            kind="value-new" if is_new else "value-gone",
            impact=Impact.LIKELY if is_new else Impact.MINOR,
            confidence=how_sure(a, b, is_firm=not (a.is_seen and b.is_seen) or a.count >= 5 * MANY),
            message=f"{quoted(name)} {'has the new' if is_new else 'no longer has the'} "
            f"value{'s' * (len(words) > 1)} {shown}",
            says=(listed(a.enum, a), listed(b.enum or found, b)),
            views=(a, b),
            types=("string", "string"),
        )


def _limits(a: View, b: View) -> Iterator[PlaceDifference]:
    """Yield that `b` has values which the limits of `a` exclude, where both are documented."""
    if a.is_seen or b.is_seen:
        return
    is_new_set = a.limits.is_closed and not b.limits.is_closed and b.types != {"boolean"}
    text = narrowed(b.limits, a.limits, has_format=bool(b.formats))
    if is_new_set:
        text = f"accepts only {listed(a.enum, a)}" if a.enum else "accepts fewer values"
    if text:
        yield PlaceDifference(
            kind=LIMIT,
            impact=Impact.BREAKING,
            confidence=Confidence.CERTAIN,
            message=text,
            says=(text, "accepts more"),
            views=(a, b),
        )


def _formats(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    if not a.formats or "string" not in b.types:
        return
    if b.is_seen:
        is_changed = "string" in b.types and not _has_format(a, b)
    else:
        is_changed = not a.is_seen and a.formats != b.formats
        is_changed = is_changed or (a.is_seen and bool(b.formats) and not b.formats & a.formats)
    counts = [view.count for view in (a, b) if view.is_seen]
    if not is_changed:
        return
    is_dropped = not b.formats and not b.is_seen
    was, now = (" or ".join(sorted(view.formats)) or "a free text" for view in (a, b))
    yield PlaceDifference(
        kind="format-changed",
        impact=Impact.MINOR if is_dropped else Impact.LIKELY,
        confidence=how_sure(
            a, b, is_firm=a.is_seen != b.is_seen or min(counts, default=MANY) >= FIRM_COUNT
        ),
        message=f"{quoted(name)} is {now}, where it was {was}",
        says=(counted(a, was), counted(b, now)),
        views=(a, b),
        types=("string", "string"),
    )


def _has_format(a: View, b: View) -> bool:
    """Whether texts that were seen have one of the formats of the first side."""
    if a.formats & b.formats:
        return True
    # Empty texts and words have no format; only many of one kind against another are a change.
    return a.is_seen and (NUMERIC in a.formats or b.count < FIRM_COUNT)


def _precision(a: View, b: View, name: str) -> Iterator[PlaceDifference]:
    one, other = (view.shape.numbers if view.shape else None for view in (a, b))
    if one is None or other is None or a.count < MANY or not one.decimals:
        return
    if other.decimals <= one.decimals + 1:
        return
    yield PlaceDifference(
        kind="number-format",
        impact=Impact.MINOR,
        confidence=Confidence.FIRM if b.count >= FIRM_COUNT else Confidence.TENTATIVE,
        message=f"{quoted(name)} has {other.decimals} digits after the point, where it had "
        f"{one.decimals} at most",
        says=(counted(a, f"{one.decimals} digits"), counted(b, f"{other.decimals} digits")),
        views=(a, b),
        types=("number", "number"),
    )

"""Compares two sides: pairs their operations, and gathers and orders the changes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import MAX_OPERATIONS, Change, Impact
from contracts.results.drift.operations import operation_changes
from contracts.results.drift.pairs import OperationSide, Pair
from contracts.results.drift.sides import Place, Side

OperationKey = tuple[str, str]  # a method, and a path with braces in the place of its parameters

_PARAMETER = re.compile(r"\{[^{}]*\}")
_VERSION = re.compile(r"/v[0-9][a-z0-9.]*+(?=/|\Z)")

_UNSEEN = "it is documented, but was never seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What differs between two sides."""

    a: str  # the name of the first side, for which a front end was written
    b: str  # the name of the second side
    changes: tuple[Change, ...] = ()  # those that break most come first
    compared: int = 0  # how many operations both sides have
    notes: tuple[str, ...] = field(default=())  # what else there is to know, one sentence each

    def count(self, impact: Impact) -> int:
        """Return how many changes have an impact."""
        return sum(each.impact is impact for each in self.changes)


def compare(a: Side, b: Side) -> Drift:
    """Return how the second side differs from the first one."""
    how = _normalizer(a, b)
    one, other = _by_key(a, how), _by_key(b, how)
    comparer = BodyComparer()
    found: list[Change] = []
    both = [key for key in one if key in other]
    for key in both:
        pair = Pair(a=one[key], b=other[key], name=_name(one[key], key))
        found += operation_changes(pair, comparer)
    found += _gone(a, b, {key: side for key, side in one.items() if key not in other})
    found += _new(a, b, {key: side for key, side in other.items() if key not in one})
    found += _moved(a, b, is_versionless=how is _versionless)
    return Drift(
        a=a.label,
        b=b.label,
        changes=tuple(sorted(gathered(found), key=lambda change: change.order)),
        compared=len(both),
    )


def gathered(changes: Iterable[Change]) -> Iterator[Change]:
    """Yield changes with the same cause as one, with all operations where it shows."""
    causes: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        causes.setdefault(_cause(change), []).append(change)
    for group in causes.values():
        best = min(group, key=lambda each: each.order)
        names = dict.fromkeys(name for each in [best, *group] for name in each.operations)
        yield replace(best, operations=tuple(names)[:MAX_OPERATIONS])


def _cause(change: Change) -> tuple[str, ...]:
    """Return what changes of one cause have in common: their place in documents, or their text."""
    places = [
        "" if each.witness is None or each.witness.request else each.witness.source
        for each in (change.a, change.b)
    ]
    # A new operation is a cause of its own, wherever it is documented.
    own = change.operations[0] if change.kind.startswith("operation") else ""
    if change.kind.startswith("parameter") and not change.pointer:
        # Parameters are often repeated in every operation instead of shared.
        places = []
    part = "" if any(places) and change.pointer else change.pointer
    return (change.kind, change.message, own, part, *(places if all(places) else ()))


Normalizer = Callable[[str, str], str]


def _as_written(path: str, base: str) -> str:  # noqa: ARG001 - as the others
    return path


def _whole(path: str, base: str) -> str:
    return f"{base}{path}"


def _versionless(path: str, base: str) -> str:  # noqa: ARG001 - as the others
    version = _VERSION.match(path)
    return path[version.end() :] if version else path


def _normalizer(a: Side, b: Side) -> Normalizer:
    """Return how paths are compared, so that most of them meet."""
    best: tuple[int, Normalizer] = (-1, _as_written)
    for how in (_as_written, _whole, _versionless):
        common = len(_by_key(a, how).keys() & _by_key(b, how).keys())
        # Another way must show that it is one: a few chances are none.
        if common > best[0] * (2 if how is _versionless else 1):
            best = common, how
    return best[1]


def _by_key(side: Side, how: Normalizer) -> Mapping[OperationKey, OperationSide]:
    found: dict[OperationKey, OperationSide] = {}
    if side.traffic is not None:
        for (method, path), shape in side.traffic.operations.items():
            found[method, _normal(how(path, ""))] = OperationSide(side=side, seen=shape)
    elif side.contract is not None:
        for each in side.contract.operations:
            base = side.contract.base_path if each.base_path is None else each.base_path
            path = _normal(how(each.path, base).partition("?")[0])
            found[each.method, path] = OperationSide(side=side, documented=each)
    return found


def _normal(path: str) -> str:
    """Return a path with braces in the place of its parameters."""
    return _PARAMETER.sub("{}", path).rstrip("/") or "/"


def _name(side: OperationSide, key: OperationKey) -> str:
    if side.documented is not None:
        return f"{side.documented.method} {side.documented.path}"
    seen = side.side.traffic.operations if side.side.traffic else ()
    paths = (path for method, path in seen if (method, _normal(path)) == key)
    return f"{key[0]} {next(paths, key[1])}"


def _gone(a: Side, b: Side, missing: Mapping[OperationKey, OperationSide]) -> Iterator[Change]:
    """Yield the operations that only the first side has."""
    unasked = {(method, _normal(path)) for method, path in b.unasked}
    for key, side in missing.items():
        if key in unasked:
            continue
        kind, confidence = "operation-gone", Confidence.CERTAIN
        impact = Impact.BREAKING if a.is_document else Impact.LIKELY
        message = "the operation is gone" if a.is_document else "it was seen, but is not documented"
        if not b.is_document or b.is_inferred:
            # What was not seen is not denied.
            kind, confidence, impact = "operation-unseen", Confidence.TENTATIVE, Impact.MINOR
            message = _UNSEEN if a.is_document else "it was not seen any more"
        pair = Pair(a=side, b=OperationSide(side=b), name=_name(side, key))
        yield _operation(pair, kind, impact, confidence, message)


def _new(a: Side, b: Side, added: Mapping[OperationKey, OperationSide]) -> Iterator[Change]:
    """Yield the operations that only the second side has."""
    for key, side in added.items():
        kind, confidence = "operation-new", Confidence.CERTAIN
        message = "it was seen, but is not documented" if a.is_document else "it was not seen"
        if not a.is_document and b.is_document:
            # Recordings rarely have every operation.
            kind, confidence, message = "operation-unseen", Confidence.TENTATIVE, _UNSEEN
        elif b.is_document:
            message = "the operation is new"
        pair = Pair(a=OperationSide(side=a), b=side, name=_name(side, key))
        yield _operation(pair, kind, Impact.MINOR, confidence, message)


def _operation(
    pair: Pair, kind: str, impact: Impact, confidence: Confidence, message: str
) -> Change:
    (one, place), (other, other_place) = _presence(pair.a), _presence(pair.b)
    says, places = (one, other), (place, other_place)
    return pair.change(kind, impact, "operation", message, says, places, confidence=confidence)


def _presence(found: OperationSide) -> tuple[str, Place]:
    """Return what a side says of an operation as a whole, and where."""
    if found.documented is not None:
        return "documented", found.pointer
    if found.seen is not None:
        firsts = (each.first for each in found.seen.answers.values())
        return f"{found.seen.count} seen", min(firsts, default=None)
    return "not documented" if found.side.is_document else "never seen", None


def _versions(side: Side) -> str:
    """Return the versions with which the paths of a document begin."""
    paths = [each.path for each in side.contract.operations] if side.contract else []
    found = (_VERSION.match(path) for path in paths)
    return ", ".join(sorted({match[0] for match in found if match}))


def _moved(a: Side, b: Side, *, is_versionless: bool) -> Iterator[Change]:
    """Yield the change of the path below which the operations are."""
    if a.contract is None or b.contract is None or b.is_inferred or a.is_inferred:
        return
    was, now = a.contract.base_path, b.contract.base_path
    if was == now and not is_versionless:
        return
    message = f"the server's path is '{now or '/'}' instead of '{was or '/'}'"
    if is_versionless:
        was, now = (_versions(each) for each in (a, b))
        message = f"the paths begin with {now}"
    yield Change(
        kind="server-moved",
        impact=Impact.LIKELY,
        where="server",
        message=message,
        a=a.evidence(was or "/", "/servers"),
        b=b.evidence(now or "/", "/servers"),
    )

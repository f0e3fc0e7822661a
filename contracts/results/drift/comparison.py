"""Compares two sides: pairs their operations, and gathers and orders the changes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from contracts.results.confidence import Confidence
from contracts.results.drift.bodies import BodyComparer
from contracts.results.drift.change import MAX_OPERATIONS, Change, Evidence, Impact, tempered
from contracts.results.drift.operations import operation_changes
from contracts.results.drift.sides import OperationSide, Side
from openapi.contract import Operation

OperationKey = tuple[str, str]  # a method, and a path with braces in the place of its parameters

_PARAMETER = re.compile(r"\{[^{}]*\}")
_VERSION = re.compile(r"/v[0-9][a-z0-9.]*+(?=/|\Z)")


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
    how, is_versionless = _normalizer(a, b)
    one, other = _by_key(a, how), _by_key(b, how)
    comparer = BodyComparer()
    found: list[Change] = []
    both = [key for key in one if key in other]
    for key in both:
        found += operation_changes(one[key], other[key], _name(one[key], key), comparer)
    found += _gone(a, b, {key: one[key] for key in one if key not in other}, one)
    found += _new(a, b, {key: other[key] for key in other if key not in one}, other)
    found += _moved(a, b, is_versionless=is_versionless)
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


def _normalizer(a: Side, b: Side) -> tuple[Normalizer, bool]:
    """Return how paths are compared, so that most of them meet, and whether versions are cut."""
    best: tuple[int, Normalizer] = (-1, _as_written)
    for how in (_as_written, _whole, _versionless):
        common = len(_by_key(a, how).keys() & _by_key(b, how).keys())
        # Another way must show that it is one: a few chances are none.
        if common > best[0] * (2 if how is _versionless else 1):
            best = common, how
    return best[1], best[1] is _versionless


def _by_key(side: Side, how: Normalizer) -> Mapping[OperationKey, OperationSide]:
    if side.traffic is not None:
        seen = side.traffic.operations
        return {
            (method, _PARAMETER.sub("{}", how(path, "")).rstrip("/") or "/"): OperationSide(
                side=side, seen=shape
            )
            for (method, path), shape in seen.items()
        }
    contract = side.contract
    return {
        (each.method, _key_path(each, how, contract.base_path)): OperationSide(
            side=side, documented=each
        )
        for each in (contract.operations if contract else ())
        if contract
    }


def _key_path(operation: Operation, how: Normalizer, base: str) -> str:
    own = operation.base_path
    return _normal(how(operation.path, base if own is None else own).partition("?")[0])


def _normal(path: str) -> str:
    """Return a path with braces in the place of its parameters."""
    return _PARAMETER.sub("{}", path).rstrip("/") or "/"


def _name(side: OperationSide, key: OperationKey) -> str:
    if side.documented is not None:
        return f"{side.documented.method} {side.documented.path}"
    names = [
        f"{method} {path}"
        for method, path in (side.side.traffic.operations if side.side.traffic else ())
        if method == key[0] and _normal(path) == key[1]
    ]
    return names[0] if names else " ".join(key)


def _gone(
    a: Side,
    b: Side,
    missing: Mapping[OperationKey, OperationSide],
    every: Mapping[OperationKey, OperationSide],
) -> Iterator[Change]:
    """Yield the operations that only the first side has."""
    unasked = {(method, _normal(path)) for method, path in b.unasked}
    for key, side in missing.items():
        is_denied = b.is_document and not b.is_inferred
        if key in unasked:
            continue
        kind = "operation-gone" if is_denied else "operation-unseen"
        impact = Impact.BREAKING if a.is_document else Impact.LIKELY
        confidence = Confidence.CERTAIN
        message = "the operation is gone" if a.is_document else "it was seen, but is not documented"
        if not is_denied:
            impact, confidence = Impact.MINOR, Confidence.TENTATIVE
            message = "it is documented, but was never seen"
            message = message if a.is_document else "it was not seen any more"
        yield Change(
            kind=kind,
            impact=impact,
            confidence=confidence,
            where="operation",
            message=message,
            a=_evidence(a, side),
            b=Evidence(says="not documented" if b.is_document else "never seen"),
            operations=(_name(every[key], key),),
        )


def _new(
    a: Side,
    b: Side,
    added: Mapping[OperationKey, OperationSide],
    every: Mapping[OperationKey, OperationSide],
) -> Iterator[Change]:
    """Yield the operations that only the second side has."""
    for key, side in added.items():
        if a.traffic is not None and b.is_document:
            # Recordings rarely have every operation.
            kind, confidence = "operation-unseen", Confidence.TENTATIVE
            message = "it is documented, but was never seen"
        else:
            kind, confidence = "operation-new", Confidence.CERTAIN
            message = "it was seen, but is not documented" if a.is_document else "it was not seen"
            message = "the operation is new" if b.is_document else message
        yield Change(
            kind=kind,
            impact=tempered(Impact.MINOR, confidence),
            confidence=confidence,
            where="operation",
            message=message,
            a=Evidence(says="not documented" if a.is_document else "never seen"),
            b=_evidence(b, side),
            operations=(_name(every[key], key),),
        )


def _evidence(side: Side, found: OperationSide) -> Evidence:
    if found.documented is not None:
        return side.evidence("documented", pointer=found.documented.pointer)
    seen = found.seen
    first = min((each.first for each in seen.answers.values()), default=None) if seen else None
    return side.evidence(f"{seen.count if seen else 0} seen", exchange=first)


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
    yield Change(
        kind="server-moved",
        impact=Impact.LIKELY,
        where="server",
        message=f"the paths begin with {now}" if is_versionless else message,
        a=a.evidence(was or "/", pointer="/servers"),
        b=b.evidence(now or "/", pointer="/servers"),
    )

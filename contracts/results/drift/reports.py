"""Compares two JSON reports of runs: findings, statuses, and enum values that were seen."""

from collections.abc import Iterator, Mapping

from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact, SideEvidence, Sighting
from openapi.json.types import JSON

_SEVERITIES = {"error": Impact.BREAKING, "warning": Impact.LIKELY}


def report_changes(a: JSON, b: JSON, labels: tuple[str, str]) -> Iterator[Change]:
    """Yield what differs between two reports.

    `a` is the earlier report, as `contracts check --report json=FILE` writes it; the labels name
    both in messages.
    """
    yield from _findings(a, b, labels)
    was, now = (_operations(report) for report in (a, b))
    for key in sorted(was.keys() & now.keys()):
        name = f"{was[key]['method']} {was[key]['path']}"
        for kind, what in (("status-new", "statuses"), ("value-new", "words")):
            for item in sorted(_met(now[key], what) - _met(was[key], what)):
                yield _change(kind, name, item, labels)
        for status in sorted(_met(was[key], "statuses") - _met(now[key], "statuses")):
            if status.startswith("2") and not _successes(now[key]):
                yield _change("success-gone", name, status, labels)


def _findings(a: JSON, b: JSON, labels: tuple[str, str]) -> Iterator[Change]:
    was, now = ({found["id"]: found for found in report["findings"]} for report in (a, b))
    paths = {**_paths(a), **_paths(b)}
    for key, found in [*now.items(), *was.items()]:
        is_new = key not in was
        if key in was and key in now:
            continue
        severity = str(found["severity"])
        texts = ("not found", f"{severity} {found['rule']}")
        says = texts if is_new else texts[::-1]
        shown = _witness(found, labels[1 if is_new else 0])
        yield Change(
            kind="finding-new" if is_new else "finding-gone",
            impact=_SEVERITIES.get(severity, Impact.MINOR) if is_new else Impact.MINOR,
            confidence=Confidence(found.get("confidence") or "firm"),
            where=f"rule {found['rule']}",
            pointer=str(found.get("pointer") or ""),
            message=str(found["message"]) if is_new else f"no longer found: {found['message']}",
            a=SideEvidence(says=says[0], witness=None if is_new else shown),
            b=SideEvidence(says=says[1], witness=shown if is_new else None),
            operations=(paths.get(str(found["operation"]), str(found["operation"])),),
        )


def _witness(found: Mapping[str, JSON], label: str) -> Sighting:
    for step in (found.get("exchanges") or ())[-1:]:
        request, answer = step.get("request") or {}, step.get("answer") or {}
        target = str(request.get("target") or request.get("url") or "")
        return Sighting(
            source=label,
            request=f"{request.get('method', '')} {target}".strip(),
            status=int(answer.get("status") or 0),
            body=str(answer.get("body") or "")[:400],
        )
    return Sighting(source=label)


def _operations(report: JSON) -> dict[tuple[str, str], Mapping[str, JSON]]:
    return {(each["api"], each["id"]): each for each in report["operations"]}


def _paths(report: JSON) -> dict[str, str]:
    return {each["id"]: f"{each['method']} {each['path']}" for each in report["operations"]}


def _met(operation: Mapping[str, JSON], what: str) -> frozenset[str]:
    items = (operation.get("coverage") or {}).get(what) or ()
    return frozenset(str(item["name"]) for item in items if item["met"])


def _successes(operation: Mapping[str, JSON]) -> bool:
    return any(status.startswith("2") for status in _met(operation, "statuses"))


def _change(kind: str, name: str, item: str, labels: tuple[str, str]) -> Change:
    word = "value" if kind == "value-new" else "status"
    is_gone = kind == "success-gone"
    says = ("seen", "not seen") if is_gone else ("not seen", "seen")
    return Change(
        kind=kind,
        impact=Impact.LIKELY if is_gone else Impact.MINOR,
        confidence=Confidence.TENTATIVE,
        where=f"{word} {item}",
        message=f"the {word} {item} was {'not seen any more' if is_gone else 'not seen before'}",
        a=SideEvidence(says=says[0], witness=Sighting(source=labels[0])),
        b=SideEvidence(says=says[1], witness=Sighting(source=labels[1])),
        operations=(name,),
    )

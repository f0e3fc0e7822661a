"""The baseline: known findings that are accepted until a day, each with an owner and a reason.

A finding is recognised by its id, which is made of its cause: never of message, values, seed or the
name of a file. An entry of an earlier version has the id of one operation and status; a finding is
accepted if each of its own has an entry. New and expired findings fail the run; resolved ones are
reported, so that they can be removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from contracts.errors import OptionError, ReportError
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from contracts.results.whole_file import write_whole
from openapi.contract import Severity
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.json.yaml_text import quoted_text
from openapi.loading.yaml import YamlFile
from openapi.rules.outcome import Outcome

VERSION = 1
DAYS = 90  # days after which a new entry expires

_KEYS = ("id", "rule", "api", "operation", "message", "reason", "owner", "expires", "profile")
_PROFILES = ("smoke", "ci", "full")
"""The profiles, each of which sends what the ones before it send, and more."""

_HEAD = """\
# Known findings of `contracts check`. Each fails again after the day on which it expires.
# `contracts baseline update` adds new findings and removes resolved ones.
"""
_MAX_NAMED = 5  # entries that a note names; further ones are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFinding:
    """An accepted finding."""

    id: str  # the finding's stable id
    rule: str  # id of the check or rule
    api: str  # short name of the API
    operation: str  # id of the operation
    message: str  # the finding's message, for people only
    reason: str  # why it is accepted
    owner: str  # who will fix it
    expires: date  # the last day on which it does not fail
    profile: str = ""  # name of the profile that found it; empty if that is unknown

    @property
    def name(self) -> str:
        """Rule, operation and id, as notes show them."""
        return f"{self.rule} ({self.operation}) {self.id}"

    @property
    def why(self) -> str:
        """Expiry, owner and reason, as reports show them."""
        rest = ": ".join(filter(None, [self.owner, self.reason]))
        return f"until {self.expires}" + (f", {rest}" if rest else "")


def apply_baseline(
    report: Report, known: tuple[KnownFinding, ...], today: date, *, is_random: bool = False
) -> Report:
    """Return a report with known findings marked, with resolved ones, and with notes on others.

    After random requests, a finding that was not seen again may still be there: then none is
    resolved.
    """
    by_id = {entry.id: entry for entry in known}
    entries = [_entries_for(each, by_id, report) for each in report.findings]
    found = {entry.id for each in entries for entry in each}
    unseen = [] if is_random else [entry for entry in known if entry.id not in found]
    return replace(
        report,
        findings=tuple(
            _marked(each, one, today) for each, one in zip(report.findings, entries, strict=True)
        ),
        resolved=tuple(
            f"{entry.rule}  ({entry.operation}) {entry.id}: {entry.message}"  # see `resolved_id`
            for entry in unseen
            if _is_judged(entry, report)
        ),
        notes=(
            *report.notes,
            *(
                f"{entry.rule} {entry.id} was accepted until {entry.expires} and fails again."
                for entry in known
                if entry.id in found and entry.expires < today
            ),
            *_unjudged_note(unjudged(report, unseen)),
            *_renamed(report, [entry for entry in known if entry.id not in found]),
        ),
    )


def resolved_id(line: str) -> str:
    """Return the id of the finding that a line of `Report.resolved` is about.

    >>> resolved_id("schema  (showOrder) 0a1b: a (late) one: it is gone")
    '0a1b'
    """
    return line.partition(": ")[0].rpartition(" ")[2]


def _entries_for(
    found: ReportedFinding, by_id: Mapping[str, KnownFinding], report: Report
) -> tuple[KnownFinding, ...]:
    """Return the entries that accept a finding; none if a part of it has no entry.

    An entry of an API that this run does not check may be of this one under another name.
    """
    entry = by_id.get(found.id)
    if entry is not None and (entry.api == found.api or entry.api not in report.targets):
        return (entry,)
    former = [by_id[former] for former in found.former_ids if former in by_id]
    return tuple(former) if len(former) == len(found.former_ids) else ()


def _renamed(report: Report, unseen: Sequence[KnownFinding]) -> Iterator[str]:
    """Yield a note on each API of the baseline that this run seems to know by another name."""
    operations = {operation.id for operation in report.operations}
    strange = {e.api for e in unseen if e.api not in report.targets and e.operation in operations}
    for api in sorted(strange):
        yield (
            f"The baseline has findings of the API {api}, which this run does not check; a document"
            f" without x-api is named after its file, so give it `x-api: {api}` if it was renamed."
        )


def update_baseline(
    report: Report,
    known: tuple[KnownFinding, ...],
    today: date,
    *,
    owner: str = "",
    reason: str = "",
) -> tuple[KnownFinding, ...]:
    """Return the entries for the findings of a run; entries that remain are unchanged.

    New entries have the owner and the reason, and expire `DAYS` days after today.
    """
    by_id = {entry.id: entry for entry in known}
    entries = [_entries_for(each, by_id, report) for each in report.findings]
    replaced = {entry.id for each in entries for entry in each}
    kept = [e for e in known if e.id not in replaced and not _is_judged(e, report)]
    expires = today + timedelta(days=DAYS)
    for found, accepted in zip(report.findings, entries, strict=True):
        finding = found.finding
        if finding.severity is Severity.INFO:
            continue
        new = KnownFinding(
            id=found.id,
            rule=finding.rule,
            api=found.api,
            operation=found.operation,
            message=finding.message,
            reason=reason,
            owner=owner,
            expires=expires,
            profile=report.profile,
        )
        kept.append(_continued(new, accepted))
    return tuple(sorted(kept, key=lambda e: (e.api, e.operation, e.rule, e.id)))


def _continued(new: KnownFinding, entries: Sequence[KnownFinding]) -> KnownFinding:
    """Return an entry with the reason and expiry of the ones that it takes the place of."""
    if len(entries) == 1 and (entries[0].id, entries[0].api) == (new.id, new.api):
        return entries[0]
    first = min(entries, key=lambda entry: entry.expires, default=new)
    return replace(new, owner=first.owner, reason=first.reason, expires=first.expires)


def _marked(
    found: ReportedFinding, entries: Sequence[KnownFinding], today: date
) -> ReportedFinding:
    first = min(entries, key=lambda entry: entry.expires, default=None)
    if first is None or first.expires < today:
        return found
    return replace(found, accepted=first.why)


def unjudged(report: Report, entries: Iterable[KnownFinding]) -> tuple[KnownFinding, ...]:
    """Return the entries on operations of a run of which it cannot say that they are resolved.

    The entries are those of which the run has no finding.
    """
    operations = {(operation.api, operation.id) for operation in report.operations}
    return tuple(
        entry
        for entry in entries
        if (entry.api, entry.operation) in operations and not _is_judged(entry, report)
    )


def _unjudged_note(entries: Sequence[KnownFinding]) -> Iterator[str]:
    """Yield which known findings may still be there, if there are any."""
    if entries:
        more = f" and {len(entries) - _MAX_NAMED} more" if len(entries) > _MAX_NAMED else ""
        count = (
            "1 known finding was" if len(entries) == 1 else f"{len(entries)} known findings were"
        )
        names = ", ".join(entry.name for entry in entries[:_MAX_NAMED])
        yield f"{count} not judged in this run, and may still be there: {names}{more}."


def _is_judged(entry: KnownFinding, report: Report) -> bool:
    """Whether the run would have seen the finding: it judged the entry's rule on its operation.

    A profile that sends less than the one that found it says nothing. Where `--severity` leaves
    out findings, a rule that failed may have failed by this one.
    """
    if entry.profile and _rank(report.profile) < _rank(entry.profile):
        return False
    is_partly_shown = "--severity" in (*report.repeat, *report.command)
    outcomes = {Outcome.PASS} if is_partly_shown else {Outcome.PASS, Outcome.FAIL}
    return any(
        (operation.api, operation.id) == (entry.api, entry.operation)
        and not operation.skipped_reason
        and not operation.unverified_reason
        and (verdict := operation.verdict(entry.rule)) is not None
        and verdict.outcome in outcomes
        for operation in report.operations
    )


def _rank(profile: str) -> int:
    """Return how much a profile sends, compared with others; an unknown one sends the least."""
    return _PROFILES.index(profile) if profile in _PROFILES else -1


def read_baseline(path: Path) -> tuple[KnownFinding, ...]:
    """Return the entries of a baseline file.

    Raises:
        DocumentError: It cannot be read.
        OptionError: It is no list of known findings.
    """
    # Imported when it is needed: most runs have no list of known findings.
    from openapi.loading.yaml import read_yaml  # noqa: PLC0415

    file = read_yaml(path)
    tree = file.tree if isinstance(file.tree, Mapping) else {}
    entries = tree.get("findings")
    if tree.get("version") != VERSION or not isinstance(entries, list):
        raise OptionError(
            "this file is no baseline",
            where=file.location(),
            allowed=f"version: {VERSION}, and findings: a list",
            hint="write one with contracts baseline update FILE URL",
        )
    return tuple(_entry(entry, file, f"/findings/{n}") for n, entry in enumerate(entries))


def _entry(entry: JSON, file: YamlFile, pointer: str) -> KnownFinding:
    if not isinstance(entry, Mapping):
        raise OptionError("an entry of the baseline is no mapping", where=file.location(pointer))
    for key in entry:
        if key not in _KEYS:
            raise OptionError(
                f"unknown key {str(key)!r} in the baseline{did_you_mean(str(key), _KEYS)}",
                where=file.location(pointer),
                allowed=", ".join(_KEYS),
            )
    texts = {key: str(entry.get(key) or "") for key in _KEYS}
    try:
        expires = date.fromisoformat(texts.pop("expires"))
    except ValueError as error:
        raise OptionError(
            "an entry of the baseline needs the day on which it expires",
            where=file.location(pointer),
            found=repr(entry.get("expires")),
            allowed="expires: 2026-12-31",
        ) from error
    if not texts["id"]:
        raise OptionError(
            "an entry of the baseline needs the id of its finding", where=file.location(pointer)
        )
    return KnownFinding(**texts, expires=expires)


def write_baseline(path: Path, known: tuple[KnownFinding, ...]) -> None:
    """Write a baseline file, whole or not at all.

    Raises:
        ReportError: It cannot be written.
    """
    try:
        write_whole(path, "\n".join(_lines(known)) + "\n")
    except OSError as error:
        raise ReportError.of("the baseline", path, error) from error


def _lines(known: tuple[KnownFinding, ...]) -> Iterator[str]:
    yield f"{_HEAD}version: {VERSION}"
    yield "findings:" if known else "findings: []"
    for entry in known:
        lead = "  - "
        for key in _KEYS:
            yield f"{lead}{key}: {quoted_text(str(getattr(entry, key)))}"
            lead = "    "

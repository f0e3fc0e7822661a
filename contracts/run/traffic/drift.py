"""Compares two sides, from settings to result: the composition root of `contracts drift`."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.errors import OptionError
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.observations.shapes.collecting import Collector
from contracts.observations.shapes.paths import PathEvidence, PathKey
from contracts.results.drift.comparison import Drift, compare, gathered
from contracts.results.drift.reports import report_changes
from contracts.results.drift.sides import Side
from contracts.run.preparation import load_options
from contracts.run.progress import OnStep, Step, ignore_step
from contracts.run.traffic.kinds import DOCUMENT, RECORDING, REPORT, SERVER, kind_of
from contracts.run.traffic.live_side import UNSAFE, LiveAnswer, ask, open_session
from contracts.run.traffic.recorded_side import RecordedSide, read_side
from contracts.run.traffic.settings import DriftSettings
from contracts.run.traffic.walk import bare_target, own_document, walk
from openapi.contract import Basis, Contract
from openapi.json.types import JSON
from openapi.loading.document import load_contracts
from openapi.loading.references.remote import local_path
from openapi.text.listing import counted, listed

REPORTS_ARE_SHORT = (
    "Reports have findings, statuses and enum values only; recordings (`--report har=FILE`) have "
    "everything."
)
MAX_REPORT_BYTES = 256 * 1024 * 1024
MAX_NAMED = 5  # operations that a note names; further ones are counted


@dataclass(slots=True)
class _Gathered:
    """One side while it is read; its traffic is summed up when both sides were read."""

    side: Side
    collector: Collector | None = None


def find_drift(
    settings: DriftSettings,
    clock: Clock,
    on_step: OnStep = ignore_step,
    interruption: Interruption | None = None,
) -> Drift:
    """Return how the second side differs from the first one.

    `on_step` is called when another part of a side begins.

    Raises:
        ContractsError: A side cannot be used.
        ContractError: A document cannot be used.
    """
    kinds = [kind_of(each) for each in (settings.a, settings.b)]
    if REPORT in kinds:
        return _of_reports(settings, kinds)
    return _Run(settings, clock, on_step, interruption or Interruption()).drift(kinds)


class _Run:
    """One comparison while it runs."""

    def __init__(
        self, settings: DriftSettings, clock: Clock, on_step: OnStep, interruption: Interruption
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._on_step = on_step
        self._interruption = interruption
        self._notes: list[str] = []

    def drift(self, kinds: Sequence[str]) -> Drift:
        """Return how the second side differs from the first one."""
        texts = (self._settings.a, self._settings.b)
        documents = [
            self._load(text) if kind == DOCUMENT else None
            for text, kind in zip(texts, kinds, strict=True)
        ]
        guide = next(filter(None, documents), None) or self._guide(texts, kinds)
        gathered_sides = [
            self._side(text, kind, document, guide)
            for text, kind, document in zip(texts, kinds, documents, strict=True)
        ]
        evidence = _joined(gathered_sides)
        a, b = (
            replace(each.side, traffic=each.collector.traffic(evidence))
            if each.collector is not None
            else each.side
            for each in gathered_sides
        )
        if self._interruption.is_set:
            self._notes.append(f"The comparison is not whole: {self._interruption.reason}.")
        found = compare(a, b)
        return replace(found, notes=(*dict.fromkeys(self._notes), *_unasked(a, b)))

    def _guide(self, texts: Sequence[str], kinds: Sequence[str]) -> Contract | None:
        """Return the document whose operations are compared, if neither side is one."""
        if self._settings.specs:
            return self._load(str(self._settings.specs[0]))
        for text, kind in zip(texts, kinds, strict=True):
            if kind == SERVER and (found := self._own_document(text)):
                return found
        return None

    def _own_document(self, url: str) -> Contract | None:
        target, _ = bare_target(url)
        session = open_session(target, self._settings, self._clock, self._interruption)
        with closing(session.transport):
            found = own_document(session)
        if found is None:
            return None
        path, text = found
        self._notes.append(
            f"The operations are those of the document that {target.origin}{path} offers; "
            f"--spec names another one."
        )
        with TemporaryDirectory(prefix="specimen-") as folder:
            file = Path(folder) / "openapi.json"
            file.write_bytes(text)
            return self._load(str(file))

    def _load(self, text: str) -> Contract:
        [contract] = load_contracts([local_path(text)], options=load_options(self._settings))
        return contract

    def _side(
        self, text: str, kind: str, document: Contract | None, guide: Contract | None
    ) -> _Gathered:
        self._on_step(Step(done=int(text == self._settings.b), total=2, text=f"reading {text}"))
        if document is not None:
            return _Gathered(Side(label=text, contract=document, is_inferred=is_learned(document)))
        if kind == RECORDING:
            return self._recorded(text, guide)
        return self._asked(text, guide) if guide else self._walked(text)

    def _recorded(self, text: str, guide: Contract | None) -> _Gathered:
        def on_read(name: str, count: int) -> None:
            if count % 1000 == 0:
                self._on_step(Step(done=0, total=2, text=f"reading {name}: {count} entries"))

        read: RecordedSide = read_side(
            [text], guide, self._settings.urls, text, self._interruption, on_read
        )
        self._notes += read.notes
        side = Side(label=text, redact=read.secrets.text)
        return _Gathered(side, read.collector)

    def _asked(self, url: str, guide: Contract) -> _Gathered:
        asked: LiveAnswer = ask(
            guide, url, self._settings, self._clock, self._on_step, self._interruption
        )
        self._notes += asked.notes
        paths = {operation.id: operation.path for operation in guide.operations}
        collector = Collector(lambda exchange: paths.get(exchange.operation, exchange.request.path))
        for exchange in asked.exchanges:
            collector.add(exchange, f"request {exchange.number} to {url}")
        side = Side(label=url, redact=asked.redactor.text, unasked=asked.unasked)
        return _Gathered(side, collector)

    def _walked(self, url: str) -> _Gathered:
        target, path = bare_target(url)
        session = open_session(target, self._settings, self._clock, self._interruption)
        collector = Collector()
        with closing(session.transport), self._interruption.sending():
            for exchange in walk(session, path, self._notes):
                collector.add(exchange, f"request {exchange.number} to {url}")
        side = Side(label=url, redact=session.credentials.redactor.text)
        return _Gathered(side, collector)


def is_learned(contract: Contract) -> bool:
    """Whether a document was made by `contracts learn`, which says so in `info`."""
    info = contract.tree.get("info")
    source = info.get("x-source") if isinstance(info, dict) else None
    return isinstance(source, dict) and source.get("basis") == Basis.INFERRED.value


def _joined(sides: Sequence[_Gathered]) -> dict[PathKey, PathEvidence]:
    """Return what both sides show about the paths, so that both have the same templates."""
    joined: dict[PathKey, PathEvidence] = {}
    for each in sides:
        for key, evidence in each.collector.evidence.items() if each.collector else ():
            joined[key] = joined[key].merged(evidence) if key in joined else evidence
    return joined


def _unasked(a: Side, b: Side) -> list[str]:
    """Return which operations were not asked, one sentence for each reason."""
    notes = []
    for side in (a, b):
        by_reason: dict[str, list[str]] = {}
        for (method, path), reason in side.unasked.items():
            by_reason.setdefault(reason, []).append(f"{method} {path}")
        for reason, names in by_reason.items():
            shown = "" if reason == UNSAFE else f": {listed(names, MAX_NAMED)}"
            count = counted(len(names), "operation")
            notes.append(f"{side.label}: {count} not asked ({reason}){shown}.")
    return notes


def _of_reports(settings: DriftSettings, kinds: Sequence[str]) -> Drift:
    """Compare two reports.

    Raises:
        OptionError: Only one side is a report, or one cannot be read.
    """
    if kinds[0] != kinds[1]:
        raise OptionError(
            "a report can only be compared with another report",
            found=f"{settings.a} ({kinds[0]}), {settings.b} ({kinds[1]})",
            allowed="two reports",
            hint="`--report har=FILE` records a run so that everything in it can be compared",
        )
    reports = [_read_report(each) for each in (settings.a, settings.b)]
    labels = (settings.a, settings.b)
    try:
        changes = list(gathered(report_changes(reports[0], reports[1], labels)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OptionError(
            "this is no report of a run",
            where=" and ".join(labels),
            found=f"{type(error).__name__}: {error}",
            allowed="what `contracts check --report json=FILE` writes",
        ) from error
    shared = {(e["api"], e["id"]) for e in reports[0]["operations"]} & {
        (e["api"], e["id"]) for e in reports[1]["operations"]
    }
    return Drift(
        a=settings.a,
        b=settings.b,
        changes=tuple(sorted(changes, key=lambda change: change.order)),
        compared=len(shared),
        notes=(REPORTS_ARE_SHORT,),
    )


def _read_report(text: str) -> JSON:
    path = Path(text)
    try:
        if path.stat().st_size > MAX_REPORT_BYTES:
            raise OptionError("this report is too long", where=text, allowed="256 MiB")
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise OptionError("this report cannot be read", where=text, found=str(error)) from error

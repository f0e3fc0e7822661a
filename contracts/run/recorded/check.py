"""Judges recordings, from settings to report: the composition root of `contracts har`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote

from contracts.http.archive.files import file_name, read_file
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.results.gathering import gather
from contracts.results.report import OperationReport, Report
from contracts.run.judging import skipped_report
from contracts.run.preparation import load, load_options, report_on, rule_selection
from contracts.run.progress import OnStep, Step, ignore_step
from contracts.run.recorded.contract_examples import check_examples
from contracts.run.recorded.notes import notes_on
from contracts.run.recorded.places import create_places
from contracts.run.recorded.reader import RecordingReader
from contracts.run.selection.operations import with_chosen
from contracts.run.selection.rules import filter_report, select_findings
from contracts.run.settings.har import HarSettings
from contracts.run.settings.repetition import options_to_repeat
from openapi.process.garbage import collection_seldom

NOT_RECORDED = "the recording has no request for it"  # why an operation is left out

PROFILE = "recorded"


def check_recordings(
    settings: HarSettings,
    clock: Clock,
    on_step: OnStep = ignore_step,
    *,
    interruption: Interruption | None = None,
) -> Report:
    """Judge recorded traffic by the contracts; nothing is sent.

    `on_step` is called when another part of a file was read. After a signal of `interruption`, what
    was read is reported.

    Raises:
        ContractsError: An option cannot be used, or a file is no recording.
        ContractError: A document cannot be used.
    """
    start, started = clock.monotonic(), clock.now()
    interruption = interruption or Interruption()
    contracts = load(settings)
    targets, places = create_places(contracts, settings.urls)
    targets = with_chosen(settings, targets, settings.readings, load_options(settings))
    examples, in_examples, _ = check_examples(targets, settings, clock)
    reader = RecordingReader(places, settings.rule_sets)
    with collection_seldom():
        problems = _read(settings, reader, on_step, interruption)
    stats = replace(reader.stats(), problems=tuple(problems))
    findings = [*select_findings(rule_selection(settings), in_examples)]
    operations: list[OperationReport] = []
    for target in targets:
        for operation in target.operations:
            judge = reader.judge_of((target.contract.api, operation.id))
            if judge is None:
                operations.append(skipped_report(target.contract, operation, NOT_RECORDED))
                continue
            judged, found = filter_report(rule_selection(settings), *judge.report())
            operations.append(replace(judged, cut="; ".join(problems)))
            findings += found
    report = report_on(targets, settings, PROFILE, seed=0)
    return replace(
        report,
        examples=examples,
        operations=tuple(operations),
        findings=tuple(sorted(gather(findings), key=lambda found: found.order)),
        is_verbose=settings.is_verbose,
        notes=(*notes_on(stats), *report.notes),
        seconds=clock.monotonic() - start,
        started=started,
        stop_signal=interruption.signal,
        recording=stats,
        command=_command(settings),
    )


def _read(
    settings: HarSettings, reader: RecordingReader, on_step: OnStep, interruption: Interruption
) -> Sequence[str]:
    """Read every file; return why some could not be read to their end, one clause each.

    Raises:
        OptionError: A file cannot be opened, or is no recording.
    """
    problems: list[str] = []
    with interruption.sending():
        for place, path in enumerate(settings.files):
            meter = _Meter(path, place, len(settings.files), reader, on_step)
            reader.begin_file(file_name(path))
            for _, entry in read_file(path, problems, meter):
                reader.add(entry)
    reader.finish()
    return [*problems, *([interruption.reason] if interruption.is_set else [])]


class _Meter:
    """Reports how much of a file was read."""

    def __init__(
        self, path: Path, place: int, files: int, reader: RecordingReader, on_step: OnStep
    ) -> None:
        self._path, self._place, self._files = path, place, files
        self._reader, self._on_step = reader, on_step
        self._size = path.stat().st_size if path.is_file() else 0
        self._shown = -1

    def __call__(self, count: int) -> None:
        """Take the number of bytes that were read; show each percent once."""
        percent = min(100 * count // self._size, 99) if self._size else 0
        if percent == self._shown:
            return
        self._shown = percent
        text = f"reading {self._path.name}: {self._reader.entries_of_file} entries"
        total = 100 * self._files
        self._on_step(Step(done=100 * self._place + percent, total=total, text=text))


def _command(settings: HarSettings) -> tuple[str, ...]:
    """Return the words of the command that does the same again, quoted for a shell."""
    files = map(quote, map(str, settings.files))
    urls = [word for url in settings.urls for word in ("--url", quote(url))]
    return ("contracts", "har", *files, *urls, *options_to_repeat(settings))

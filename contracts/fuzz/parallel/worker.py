"""Does units of `contracts fuzz`: one round of requests of one operation each.

A unit is a function of operation, seed, round and the corpus; nothing is kept from one to the next
but what takes long to make.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from contracts.fuzz.findings import FindingStore
from contracts.fuzz.fuzz_run import INTERRUPTED, PROFILE, STOPPED, FuzzRun
from contracts.fuzz.fuzzed_api import FuzzedApi, fuzzed_api, generator_of
from contracts.fuzz.operation_fuzzer import FuzzContext, FuzzEnded, OperationFuzzer
from contracts.fuzz.request_mutations import MutationBase
from contracts.fuzz.schemathesis.adapter import Generator
from contracts.http.client.recorder import Recorder
from contracts.http.deadline import OutOfTimeError
from contracts.http.interruption import SECONDS_FOR_JUDGING
from contracts.http.messages.exchange import Request
from contracts.observations.evidence import Evidence
from contracts.results.report import OperationReport, Report, with_places
from contracts.run.judging import empty_report
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.parallel.worker import limits_of_part, traffic_since
from contracts.run.probing.result import MAX_PLAIN
from contracts.run.probing.targets import called_operations, notes_on_rows
from contracts.run.session import CheckSession
from contracts.run.settings.fuzz import FuzzSettings
from openapi.contract import Operation


def generators_of(sessions: Iterable[CheckSession], settings: FuzzSettings) -> dict[str, Generator]:
    """Return what generates the requests of each API, made before processes are copied."""
    found: dict[str, Generator] = {}
    for session in sessions:
        called = called_operations(session.target, settings)
        if called:
            generator = found[session.target.contract.api] = generator_of(session, settings)
            for operation in called:
                for is_valid in (True, False):
                    generator.requests(operation, is_valid=is_valid).validate()
    return found


class FuzzWorker:
    """Fuzzes one operation for one round at a time."""

    def __init__(
        self,
        sessions: Iterable[CheckSession],
        run: FuzzRun,
        generators: Mapping[str, Generator] = MappingProxyType({}),
    ) -> None:
        """Begin without a unit.

        The limits of the run's transport are those of the whole run. Generators that are not made
        already are made at their first unit.
        """
        self._generators = generators
        self._sessions = {session.target.contract.api: session for session in sessions}
        self._run = run
        self._limits = run.transport.limits
        self._apis: dict[str, FuzzedApi] = {}
        self._bases: dict[tuple[str, str], MutationBase] = {}
        self._answered = dict[str, Request]()
        self._begun: set[tuple[str, str]] = set()  # operations that were asked once
        self._silent: set[tuple[str, str]] = set()

    def do(self, unit: Unit, share: Share) -> Partial:
        """Return the result of a unit.

        Raises:
            ContractsError: The command cannot do its work.
        """
        run, transport = self._run, self._run.transport
        before, kept = transport.tally, transport.kept_bytes
        transport.begin_part(limits_of_part(self._limits, share), share.elapsed)
        api = self._api(unit.api)
        target = api.session.target
        operation = target.contract.operation(unit.operations[0])
        if operation is None:
            message = f"{unit.api} has no operation {unit.operations[0]}"
            raise ValueError(message)
        context, findings = self._context(api, operation), api.new_store(frozenset(unit.settled))
        fuzzer = api.fuzzer(self._base(api, operation), context, findings)
        stop = self._play(api, fuzzer, context, unit) or transport.refused_origin(target.origin)
        reports = [fuzzer.report(), *_others(api, operation, findings)]
        return Partial(
            number=unit.number,
            report=Report(
                targets={unit.api: target.base_url},
                profile=PROFILE,
                seed=run.settings.seed,
                operations=with_places(reports, target.contract),
                findings=findings.all,
                tally=traffic_since(before, transport),
                notes=(*fuzzer.notes(), *notes_on_rows(context.rows_used)),
            ),
            stop="" if run.interruption.is_set else stop,
            kept_bytes=transport.kept_bytes - kept,
            reached=fuzzer.reached,
        )

    def _play(
        self, api: FuzzedApi, fuzzer: OperationFuzzer, context: FuzzContext, unit: Unit
    ) -> str:
        """Send the requests of a unit; return why no other unit should be begun, or ""."""
        run, key = self._run, (fuzzer.api, fuzzer.operation)
        if key in self._silent:
            return ""  # The report on an earlier round says so.
        with run.interruption.sending(), suppress(FuzzEnded):
            if not unit.turn or key not in self._begun:
                fuzzer.begin()
                api.begin_with_learned([fuzzer], context)
                self._bases[key] = fuzzer.base
                self._begun.add(key)
            if not unit.turn:
                fuzzer.replay()
            fuzzer.generate(run.settings.seed, unit.turn)
        if fuzzer.is_silent:
            self._silent.add(key)
        if run.interruption.is_set:
            return ""
        return STOPPED if fuzzer.judge_silence() else ""

    def _context(self, api: FuzzedApi, operation: Operation) -> FuzzContext:
        run, seconds = self._run, self._run.settings.seconds
        called = called_operations(api.session.target, run.settings)
        others = (each for each in called if each.is_safe and each.id != operation.id)

        def tick() -> None:
            if run.interruption.is_set:
                raise FuzzEnded(INTERRUPTED)
            if run.transport.elapsed >= seconds:
                raise FuzzEnded("")

        def check_time() -> None:
            if run.transport.elapsed >= seconds + SECONDS_FOR_JUDGING:
                raise OutOfTimeError

        return FuzzContext(
            settings=run.settings,
            transport=run.transport,
            clock=run.clock,
            database=run.database,
            tick=tick,
            check_time=check_time,
            answered=self._answered,
            plain=tuple(self._base(api, each).known[0] for each in islice(others, MAX_PLAIN)),
        )

    def _api(self, name: str) -> FuzzedApi:
        """Return what an API needs, made at its first unit."""
        if name not in self._apis:
            run, whole = self._run, self._sessions[name]
            recorder = Recorder(run.transport, run.clock, whole.recorder.tokens)
            session = replace(whole, recorder=recorder, transport=run.transport)
            self._apis[name] = fuzzed_api(session, run, self._generators.get(name))
        return self._apis[name]

    def _base(self, api: FuzzedApi, operation: Operation) -> MutationBase:
        key = (api.name, operation.id)
        if key not in self._bases:
            self._bases[key] = api.base(operation)
        return self._bases[key]


def _others(
    api: FuzzedApi, operation: Operation, findings: FindingStore
) -> Iterator[OperationReport]:
    """Yield what requests of this operation have shown of others, whose paths they matched."""
    contract, rule_sets = api.session.target.contract, api.run.settings.rule_sets
    for name in findings.judged:
        other = contract.operation(name)
        if other is None or other is operation:
            continue
        evidence = Evidence(
            contract=contract, operation=other, observations=(), rule_sets=rule_sets
        )
        judged = (each for each in findings.verdicts(evidence) if each.passes or each.fails)
        yield replace(empty_report(contract, other), verdicts=tuple(judged))

"""What makes requests of one API and judges the answers, made once since it takes long."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from contracts.errors import OptionError
from contracts.fuzz.findings import FindingFilter, FindingStore
from contracts.fuzz.fuzz_run import FuzzRun
from contracts.fuzz.operation_fuzzer import FuzzContext, FuzzEnded, OperationFuzzer
from contracts.fuzz.request_mutations import MutationBase, mutation_base
from contracts.fuzz.schemathesis.adapter import Generator, RecordingTransport
from contracts.fuzz.schemathesis.checks import create_second_opinion
from contracts.http.client.transport import BudgetExhausted
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.learning import Learner
from contracts.run.preparation import rule_selection
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from contracts.run.probing.targets import called_operations
from contracts.run.session import CheckSession
from contracts.run.settings.fuzz import FuzzSettings
from contracts.witnesses.creation import WitnessContext
from openapi.contract import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzedApi:
    """An API that is fuzzed."""

    session: CheckSession
    run: FuzzRun
    witnesses: WitnessContext
    generator: Generator

    @property
    def name(self) -> str:
        """The short name of the API."""
        return self.session.target.contract.api

    def new_store(self, settled: frozenset[str] = frozenset()) -> FindingStore:
        """Return a store without findings; those of `settled` ids are counted, not shrunk."""
        settings = self.run.settings
        finding_filter = FindingFilter(
            selection=rule_selection(settings),
            failing=settings.failing,
            known={entry.id: entry for entry in self.run.known},
            witnesses=settings.witnesses,
            settled=settled,
        )
        return FindingStore(self.witnesses, finding_filter, self.run.callbacks.found)

    def base(self, operation: Operation, credentials: Credentials | None = None) -> MutationBase:
        """Return what requests of an operation are mutated from.

        The credentials are those of the session if none are given.

        Raises:
            OptionError: No request can be built from the document.
        """
        target = self.session.target
        try:
            return mutation_base(
                target,
                operation,
                credentials or self.session.credentials,
                is_unsafe=self.run.settings.is_unsafe,
            )
        except UncomposableError as error:
            raise OptionError(
                f"no request of {operation.id} can be built from the document",
                where=f"the document of {target.contract.api}",
                found=str(error)[:200],
                hint="give its parameters values with --param NAME=VALUE",
            ) from error

    def fuzzer(
        self, base: MutationBase, context: FuzzContext, findings: FindingStore
    ) -> OperationFuzzer:
        """Return what fuzzes one operation."""
        return OperationFuzzer(context, self.witnesses, base, self.generator, findings)

    def begin_with_learned(self, fuzzers: Sequence[OperationFuzzer], context: FuzzContext) -> None:
        """Let operations that were answered with no success begin again with ids that exist.

        Mutations of a request that is answered with a 404 reach little of a server. So ids are
        learned as `contracts check` learns them, from the operation that lists the resources. What
        ends the run meanwhile ends it with the next request.

        Raises:
            FuzzEnded: The run is over.
        """
        session, rows = self.session, context.rows_used
        ask = partial(
            session.probe_context,
            followers=[],
            rows_used=rows,
            is_unsafe=self.run.settings.is_unsafe,
        )
        learner = Learner(session.target.contract, session.observer, ask)
        learned: list[tuple[OperationFuzzer, Credentials]] = []
        with suppress(FuzzEnded, BudgetExhausted):
            for fuzzer in fuzzers:
                asked = ask(fuzzer.base.operation)
                if not fuzzer.is_refused or asked.credentials.rows:
                    continue  # Every row that a user gives is fuzzed anyway.
                context.tick()
                settled = learner.settled(asked).credentials
                if settled.row is not None:
                    learned.append((fuzzer, settled))
        for fuzzer, credentials in learned:
            fuzzer.start_from(self.base(fuzzer.base.operation, credentials))
            fuzzer.begin()


def fuzzed_api(
    session: CheckSession, run: FuzzRun, generator: Generator | None = None
) -> FuzzedApi:
    """Return an API to fuzz, with a generator that was made before or is made now."""
    opinion = create_second_opinion(session.target.contract)
    return FuzzedApi(
        session=session,
        run=run,
        witnesses=session.witness_context(run.settings, {}, opinion),
        generator=generator or generator_of(session, run.settings),
    )


def generator_of(session: CheckSession, settings: FuzzSettings) -> Generator:
    """Return what generates requests of the operations of an API that are called."""
    target, credentials = session.target, session.credentials
    called = called_operations(target, settings)
    plan = FuzzLimits(
        operations=frozenset(operation.id for operation in called),
        max_examples=1,
        max_seconds=settings.seconds,
        seed=settings.seed,
        is_unsafe=settings.is_unsafe,
    )
    transport = RecordingTransport(session.recorder, credentials, target, session.clock)
    return Generator(target, credentials, plan, transport)

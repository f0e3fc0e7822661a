"""Fuzzes servers from this process: each operation once, then the corpus, then the rounds."""

from collections.abc import Iterator, Sequence
from itertools import count

from contracts.fuzz.findings import FindingStore
from contracts.fuzz.fuzz_run import INTERRUPTED, STOPPED, Fuzzed, FuzzRun, Stopwatch
from contracts.fuzz.fuzzed_api import FuzzedApi, fuzzed_api
from contracts.fuzz.operation_fuzzer import FuzzContext, FuzzEnded, OperationFuzzer
from contracts.run.probing.targets import called_operations, notes_on_rows
from contracts.run.progress import notes_on_load
from contracts.run.session import CheckSession


def fuzz_here(sessions: Sequence[CheckSession], run: FuzzRun) -> Fuzzed:
    """Send all requests of a run from this process, and judge the answers."""
    campaign = _Campaign(run)
    ending = INTERRUPTED
    try:
        with run.interruption.sending():
            campaign.send(sessions)
            ending = ""
    except FuzzEnded as ended:
        ending = str(ended)
    if run.interruption.is_set:
        ending = INTERRUPTED
    elif any(each.judge_silence() for each in campaign.fuzzers):
        ending = STOPPED
    elif campaign.watch.is_over:
        ending = ""
    return Fuzzed(
        reports={(each.api, each.operation): each.report() for each in campaign.fuzzers},
        findings=[found for store in campaign.stores for found in store.all],
        seconds=campaign.watch.seconds,
        ending=ending,
        notes=campaign.notes,
    )


class _Campaign:
    """A run of this process; what it has found so far outlives an interrupt.

    Attributes:
        fuzzers: What fuzzes each operation.
        stores: The findings on each API.
        watch: The time of the run.
    """

    def __init__(self, run: FuzzRun) -> None:
        self.fuzzers = list[OperationFuzzer]()
        self.stores = list[FindingStore]()
        self.watch = Stopwatch(run.clock, run.settings.seconds)
        self._run = run
        self._context = FuzzContext(
            settings=run.settings,
            transport=run.transport,
            clock=run.clock,
            database=run.database,
            tick=self._tick,
            check_time=self.watch.check_judging,
        )

    def _tick(self) -> None:
        self.watch.begin()
        new = sum(store.new for store in self.stores)
        self._run.callbacks.tick(self._run.transport.tally.requests, new)
        if self._run.interruption.is_set:  # A library may have swallowed the KeyboardInterrupt.
            raise FuzzEnded(INTERRUPTED)
        if self.watch.is_over:
            raise FuzzEnded("")

    def send(self, sessions: Sequence[CheckSession]) -> None:
        """Send requests until the run is over, or there is none to send.

        Raises:
            FuzzEnded: The run is over.
        """
        apis = [*filter(None, map(self._opened, sessions))]
        for fuzzer in self.fuzzers:
            fuzzer.begin()
        for api in apis:
            own = [each for each in self.fuzzers if each.api == api.name]
            api.begin_with_learned(own, self._context)
        for fuzzer in self.fuzzers:
            fuzzer.replay()
        for turn in count() if self.fuzzers else ():
            for fuzzer in self.fuzzers:
                fuzzer.generate(self._run.settings.seed, turn)

    def _opened(self, session: CheckSession) -> FuzzedApi | None:
        """Return an API with its fuzzers; None if none of its operations is called."""
        called = called_operations(session.target, self._run.settings)
        if not called:
            return None
        api = fuzzed_api(session, self._run)
        store = api.new_store()
        self.stores.append(store)
        self.fuzzers += [api.fuzzer(api.base(each), self._context, store) for each in called]
        return api

    @property
    def notes(self) -> Sequence[str]:
        """What could not be generated, what learned values got, and how busy the server was."""
        generated = (note for fuzzer in self.fuzzers for note in fuzzer.notes())
        return (*generated, *notes_on_rows(self._context.rows_used), *self._notes_on_load())

    def _notes_on_load(self) -> Iterator[str]:
        """Yield how many answers of each API were those of a busy server, if any were."""
        for api in dict.fromkeys(each.api for each in self.fuzzers):
            own = [each.reached for each in self.fuzzers if each.api == api]
            yield from notes_on_load(api, own)

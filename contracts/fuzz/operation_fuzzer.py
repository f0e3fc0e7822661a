"""One operation of a fuzz run: its requests, how each is sent and judged, and what it has shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase

from contracts.checks.catalogue import judge_all
from contracts.checks.responses import success_seen
from contracts.fuzz.corpus import Corpus
from contracts.fuzz.findings import FindingStore
from contracts.fuzz.request_mutations import MutationBase, known_requests, mutated_requests
from contracts.fuzz.rounds import RoundSettings, run_round
from contracts.fuzz.schemathesis.adapter import Generator
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import (
    SERVER_ERRORS,
    BudgetExhausted,
    RequestNotAllowed,
    Transport,
)
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.observations.evidence import Evidence
from contracts.results.report import OperationReport
from contracts.results.verdict import Verdict
from contracts.run.judging import empty_report, relevant_second_opinions
from contracts.run.settings import RunSettings
from contracts.witnesses.creation import WitnessContext
from openapi.rules.outcome import Outcome

SMALLEST, LARGEST = 25, 400
"""Requests of the first and of late rounds, unless something is found."""

NOTE = "generated"
NO_SUCCESS = "no request was answered with a success"
SUSPECT_AFTER = 2
"""Bad answers in a row after which a plain request asks whether the server is well."""


class FuzzEnded(KeyboardInterrupt):
    """The run is over; Hypothesis lets nothing but an interrupt through at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzContext:
    """What all operations of a run share.

    Attributes:
        settings: What is asked of the run.
        transport: The one door out.
        clock: The time.
        database: Where the corpus lies.
        tick: Is called before each request; may raise `Ended`.
    """

    settings: RunSettings
    transport: Transport
    clock: Clock
    database: ExampleDatabase
    tick: Callable[[], None]


class OperationFuzzer:
    """What is sent for one operation, and what came of it.

    Attributes:
        api: Short name of the API.
        operation: Id of the operation.
        errors: What could not be generated.
        refusal: Why none of its requests could be sent; empty where one was.
    """

    def __init__(
        self,
        road: FuzzContext,
        stage: WitnessContext,
        around: MutationBase,
        generator: Generator,
        findings: FindingStore,
    ) -> None:
        """Take the run, its API, and how requests for the operation are made and judged."""
        self._road = road
        self._stage = stage
        self._operation = around.operation
        self._known = around.known[0]
        self._generator = generator
        self._findings = findings
        self._recorder = Recorder(road.transport, road.clock)
        known = known_requests(around)
        self._sources: list[st.SearchStrategy[Request]] = [
            mutated_requests(around, known),
            mutated_requests(around, generator.requests(self._operation, is_valid=True)),
            generator.requests(self._operation, is_valid=False),
        ]
        self.api, self.operation = stage.target.contract.api, self._operation.id
        self._bad = self._sent = self._successes = 0
        self._is_replay = False
        self.errors: dict[str, None] = {}
        self.refusal = ""

    def replay(self) -> None:
        """Send what the corpus holds.

        Raises:
            FuzzEnded: The run is over.
        """
        for place in range(len(self._sources)):
            corpus = self._corpus(place, is_kept=True)
            if any(corpus.fetch(b"")):
                self._play(place, RoundSettings(seed=0, size=0, database=corpus, is_replay=True))
                self._settle()

    def generate(self, seed: int, turn: int) -> None:
        """Send a round of generated requests.

        Args:
            seed: Of the run.
            turn: How many rounds went before.

        Raises:
            FuzzEnded: The run is over.
        """
        for place in range(len(self._sources)):
            corpus = self._corpus(place, is_kept=False)
            size = min(SMALLEST * 2 ** min(turn, 10), LARGEST)
            self._play(place, RoundSettings(seed=seed + turn, size=size, database=corpus))
            self._settle()

    def report(self) -> OperationReport:
        """Return what was found out about the operation."""
        evidence = self._evidence()
        every = self._findings.verdicts(evidence)
        return replace(
            empty_report(self._stage.target.contract, self._operation),
            verdicts=tuple(self._seen() if v.rule == success_seen.ID else v for v in every),
            exchanges=self._sent,
        )

    def _seen(self) -> Verdict:
        is_proved = self.is_proved or not (self._sent or self.refusal)
        return Verdict(
            rule=success_seen.ID,
            outcome=Outcome.PASS if is_proved else Outcome.NOT_EXERCISED,
            passes=self._successes,
            reason="" if is_proved else self.refusal or NO_SUCCESS,
        )

    @property
    def is_proved(self) -> bool:
        """Whether the operation has answered with a success at all."""
        return bool(self._successes)

    def _corpus(self, place: int, *, is_kept: bool) -> Corpus:
        name = f"{self.api}.{self.operation}.{place}"
        return Corpus(self._road.database, name, is_kept=is_kept)

    def _play(self, place: int, wanted: RoundSettings) -> None:
        self._is_replay = wanted.is_replay
        played = run_round(wanted, self._sources[place], self._attempt)
        if played.is_exhausted:
            self._sources[place] = st.nothing()
        self.errors |= dict.fromkeys(played.errors)

    def _settle(self) -> None:
        try:
            self._road.tick()
            fresh = Recorder(self._road.transport, self._road.clock)
            self._findings.confirm(replace(self._stage, recorder=fresh))
        except BudgetExhausted as error:
            raise FuzzEnded(error.reason) from error
        # What was sent is judged; a long run must not fill the memory with it.
        self._recorder = Recorder(self._road.transport, self._road.clock)

    def _attempt(self, request: Request) -> str:
        """Send a request; return the identity of what it shows, or nothing."""
        exchange = self._send(request)
        if exchange.response is None and not self._is_responsive():
            reject()  # It is not this request that the server does not answer.
        observation = self._stage.observer.observe(exchange)
        self._successes += observation.is_success and observation.is_routed
        evidence = replace(
            self._evidence(), operation=observation.operation, observations=(observation,)
        )
        own = [said for said in judge_all(evidence) if said.rule != success_seen.ID]
        second = self._generator.opinions(exchange, observation.operation)
        heard = relevant_second_opinions(evidence, own, second)
        return self._findings.add(evidence, [*own, *heard], is_replay=self._is_replay)

    def _send(self, request: Request) -> Exchange:
        self._road.tick()
        try:
            exchange = self._recorder.exchange(
                request, operation=self._operation.id, purpose=Purpose.GENERATED, note=NOTE
            )
        except BudgetExhausted as error:
            raise FuzzEnded(error.reason) from error
        except (RequestNotAllowed, InvalidRequest) as error:
            self.refusal = "" if self._sent else f"no request could be sent ({error})"
            reject()
        self._sent += 1
        self.refusal = ""
        is_bad = exchange.response is None or exchange.response.status // 100 == SERVER_ERRORS
        self._bad = self._bad + 1 if is_bad else 0
        if exchange.response is not None and self._bad >= SUSPECT_AFTER:
            self._is_responsive()
        return exchange

    def _is_responsive(self) -> bool:
        """Whether a plain request is answered; a server that is well is not left alone."""
        try:
            plain = self._recorder.exchange(
                self._known, operation=self._operation.id, purpose=Purpose.GENERATED, note=NOTE
            )
        except BudgetExhausted as error:
            raise FuzzEnded(error.reason) from error
        except (RequestNotAllowed, InvalidRequest):
            return True  # It cannot be asked: then it is not held against the server.
        self._sent += 1
        self._bad = 0
        return plain.response is not None

    def _evidence(self) -> Evidence:
        return Evidence(
            contract=self._stage.target.contract,
            operation=self._operation,
            observations=(),
            rule_sets=self._road.settings.rule_sets,
        )

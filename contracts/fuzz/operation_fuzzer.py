"""Fuzzes one operation: generates its requests, sends and judges each, and reports the results."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase
from hypothesis.errors import UnsatisfiedAssumption

from contracts.checks.all_checks import judge_in_time
from contracts.checks.responses import answered, success_seen
from contracts.fuzz.corpus import Corpus
from contracts.fuzz.findings import FindingStore
from contracts.fuzz.request_mutations import MutationBase, known_requests, mutated_requests
from contracts.fuzz.rounds import RoundOver, RoundSettings, run_round
from contracts.fuzz.schemathesis.adapter import Generator
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.silence import is_gone
from contracts.http.client.transport import (
    SERVER_ERRORS,
    BudgetExhausted,
    RequestNotAllowed,
    Transport,
)
from contracts.http.clock import Clock
from contracts.http.deadline import no_deadline
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.observations.evidence import Evidence
from contracts.probes.inputs.context import RowUse
from contracts.results.report import OperationReport
from contracts.results.verdict import Verdict
from contracts.run.judging import empty_report, why_busy
from contracts.run.progress import Reached
from contracts.run.settings.fuzz import FuzzSettings
from contracts.witnesses.creation import WitnessContext
from contracts.witnesses.second_opinions import relevant_second_opinions
from openapi.rules.outcome import Outcome

SMALLEST, LARGEST = 25, 400  # requests of the second and of late rounds, if they find nothing

NOTE = "generated"
NO_SUCCESS = "no request was answered with a success; give values that exist (--param, --data)"
NOT_SENT = "no request was sent; give more time (--for) or requests (--max-requests)"
NOT_GENERATED = "no generated request was sent; give more time (--for) or requests (--max-requests)"
NOT_JUDGED = "the time was up while its first answer was judged; give more time (--for)"
SILENT = "its documented request is not answered, though others are"
LEFT_AFTER = 2  # documented requests without an answer after which an operation is left alone

SUSPECT_AFTER = 2
"""Missing answers or server errors in a row after which a plain request tests the server."""


class FuzzEnded(KeyboardInterrupt):
    """The run is over. It is a KeyboardInterrupt, since Hypothesis catches other exceptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzContext:
    """What all operations of a run share."""

    settings: FuzzSettings
    transport: Transport
    clock: Clock
    database: ExampleDatabase  # the corpus
    tick: Callable[[], None]  # called before each request; may raise `FuzzEnded`
    check_time: Callable[[], None] = no_deadline  # raises OutOfTimeError when judging has to end
    rows_used: list[RowUse] = field(default_factory=list)  # gets the learned values that were tried
    # A request that each origin has answered, to ask whether it still answers.
    answered: dict[str, Request] = field(default_factory=dict)
    # Requests of other operations, to ask where the origin has answered none yet.
    plain: Sequence[Request] = ()


class OperationFuzzer:
    """Sends generated requests to one operation.

    Attributes:
        api: Short name of the API.
        operation: Id of the operation.
        base: What its requests are mutated from.
        refusal: Why none of its requests could be sent; empty if one was sent.
    """

    def __init__(
        self,
        context: FuzzContext,
        witness_context: WitnessContext,
        base: MutationBase,
        generator: Generator,
        findings: FindingStore,
    ) -> None:
        self._context = context
        self._witness_context = witness_context
        self._operation = base.operation
        self._generator = generator
        self._findings = findings
        self._recorder = self._new_recorder()
        self.base: MutationBase
        self._known: Request
        self._sources: list[st.SearchStrategy[Request]]
        self.start_from(base)
        self.api, self.operation = witness_context.target.contract.api, self._operation.id
        self._bad = self._sent = self._generated = self._successes = self._unanswered = (
            self._busy
        ) = 0
        self._is_cut = False
        self._suspect: Exchange | None = None
        self._is_replay = False
        self._errors: dict[str, None] = {}
        self.refusal = ""

    def _new_recorder(self) -> Recorder:
        tokens = self._witness_context.recorder.tokens
        return Recorder(self._context.transport, self._context.clock, tokens)

    def start_from(self, base: MutationBase) -> None:
        """Mutate these requests of the operation from now on."""
        generator = self._generator
        self.base, self._known = base, base.known[0]
        self._sources = [
            mutated_requests(base, known_requests(base)),
            mutated_requests(base, generator.requests(self._operation, is_valid=True)),
            generator.requests(self._operation, is_valid=False),
        ]

    @property
    def is_refused(self) -> bool:
        """Whether its requests are answered, but none was with a success."""
        return not self._successes and not self._unanswered and self._suspect is None

    def begin(self) -> None:
        """Send the documented request, so that every operation is asked before any round.

        Raises:
            FuzzEnded: The run is over.
        """
        with suppress(UnsatisfiedAssumption):  # `reject` outside of Hypothesis
            self._attempt(self._known)
        self._settle()

    def judge_silence(self) -> bool:
        """Report the first unanswered request if the server answers no plain one any more."""
        suspect = self._suspect
        plain = self._context.answered.get(self._known.origin, self._known)
        if suspect is None or not is_gone(self._context.transport, plain):
            return False
        observation = self._witness_context.observer.observe(suspect)
        evidence = replace(
            self._evidence(),
            operation=observation.operation,
            observations=(observation,),
            stopped_at=suspect.number,
        )
        self._findings.add(evidence, answered.check(evidence), is_replay=False)
        return True

    def replay(self) -> None:
        """Send the requests of the corpus.

        Raises:
            FuzzEnded: The run is over.
        """
        for place in range(len(self._sources)):
            corpus = self._corpus(place, is_kept=True)
            if self.is_silent:
                return
            if any(corpus.fetch(b"")):
                self._play(place, RoundSettings(seed=0, size=0, database=corpus, is_replay=True))
                self._settle()

    def generate(self, seed: int, turn: int) -> None:
        """Send a round of generated requests.

        `turn` is the number of earlier rounds.

        Raises:
            FuzzEnded: The run is over.
        """
        for place in range(len(self._sources)):
            if self.is_silent:
                return
            corpus = self._corpus(place, is_kept=False)
            # First one of each kind, so that a small budget leaves no operation out.
            size = min(SMALLEST * 2 ** min(turn - 1, 10), LARGEST) if turn else 1
            self._play(place, RoundSettings(seed=seed + turn, size=size, database=corpus))
            self._settle()

    def report(self) -> OperationReport:
        """Return the report on the operation."""
        evidence = self._evidence()
        every = self._findings.verdicts(evidence)
        return replace(
            empty_report(self._witness_context.target.contract, self._operation),
            verdicts=tuple(self._seen() if v.rule == success_seen.ID else v for v in every),
            exchanges=self._sent,
        )

    def notes(self) -> Iterator[str]:
        """Yield what could not be generated, one sentence each."""
        yield from (f"{self.operation}: generation: {error}" for error in self._errors)

    def _seen(self) -> Verdict:
        return Verdict(
            rule=success_seen.ID,
            outcome=Outcome.PASS if self.is_proved else Outcome.NOT_EXERCISED,
            passes=self._successes,
            reason=self.unproved_reason,
        )

    @property
    def unproved_reason(self) -> str:
        """Why the operation is not proved, one clause; empty if it is."""
        if self.is_proved:
            return ""
        if self.refusal or not self._sent:
            return self.refusal or NOT_SENT
        if self._successes:
            return why_busy(self._busy, self._sent) or NOT_GENERATED
        if self.is_silent:
            return SILENT
        if self._is_cut:
            return NOT_JUDGED
        return why_busy(self._busy, self._sent) or NO_SUCCESS

    @property
    def reached(self) -> Reached:
        """How many answers there were, and how many of them were those of a busy server."""
        return Reached(called=(self.operation,), answers=self._sent, busy=self._busy)

    @property
    def is_proved(self) -> bool:
        """Whether one request succeeded, generated ones were sent too, and few were refused."""
        is_busy = why_busy(self._busy, self._sent)
        return bool(self._successes and self._generated and not is_busy)

    @property
    def is_silent(self) -> bool:
        """Whether the operation is left alone, since the server answers others but not this one."""
        return self._unanswered >= LEFT_AFTER and not self._successes

    def _corpus(self, place: int, *, is_kept: bool) -> Corpus:
        name = f"{self.api}.{self.operation}.{place}"
        return Corpus(self._context.database, name, is_kept=is_kept)

    def _play(self, place: int, wanted: RoundSettings) -> None:
        self._is_replay = wanted.is_replay
        played = run_round(wanted, self._sources[place], self._attempt_generated)
        if played.is_exhausted:
            self._sources[place] = st.nothing()
        self._errors |= dict.fromkeys(played.errors)

    def _settle(self) -> None:
        try:
            self._context.tick()
            fresh = self._new_recorder()
            self._findings.confirm(replace(self._witness_context, recorder=fresh))
        except BudgetExhausted as error:
            raise FuzzEnded(error.reason) from error

    def _attempt_generated(self, request: Request) -> str:
        if self.is_silent:
            raise RoundOver  # The rest of this round would wait for nothing.
        found = self._attempt(request)
        self._generated += not self._is_replay
        return found

    def _attempt(self, request: Request) -> str:
        """Send a request; return the id of a finding to shrink, or ""."""
        # Earlier exchanges are judged; keeping them would fill the memory in a long run.
        self._recorder = self._new_recorder()
        exchange = self._send(request)
        if exchange.response is None:
            self._suspect = self._suspect or exchange
            if not self._is_responsive():
                reject()  # Shrinking would blame any request; `judge_silence` has the first one.
        self._suspect = None
        observation = self._witness_context.observer.observe(exchange)
        evidence = replace(
            self._evidence(), operation=observation.operation, observations=(observation,)
        )
        judged, self._is_cut = judge_in_time(evidence)
        own = [each for each in judged if each.rule != success_seen.ID]
        if self._is_cut:
            self._findings.add(evidence, own, is_replay=self._is_replay)
            raise FuzzEnded("")
        self._busy += observation.is_throttled
        self._successes += success_seen.is_success_proved(observation)
        second = self._generator.opinions(exchange, observation.operation)
        relevant = relevant_second_opinions(evidence, own, second)
        return self._findings.add(evidence, [*own, *relevant], is_replay=self._is_replay)

    def _send(self, request: Request) -> Exchange:
        self._context.tick()
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
        if exchange.response is not None and not is_bad:
            self._context.answered.setdefault(request.origin, request)
        if exchange.response is not None and self._bad >= SUSPECT_AFTER:
            self._is_responsive()
        return exchange

    def _is_responsive(self) -> bool:
        """Whether the server answers plain requests; an answer resets the transport's counts."""
        try:
            plain = self._recorder.exchange(
                self._known, operation=self._operation.id, purpose=Purpose.GENERATED, note=NOTE
            )
        except BudgetExhausted as error:
            raise FuzzEnded(error.reason) from error
        except (RequestNotAllowed, InvalidRequest):
            return True  # The request cannot be sent, which proves nothing about the server.
        self._sent += 1
        self._busy += self._witness_context.observer.observe(plain).is_throttled
        self._bad = 0
        return plain.response is not None or self._is_answered_elsewhere()

    def _is_answered_elsewhere(self) -> bool:
        """Whether the server answers another operation, so that this one alone is silent."""
        other = self._context.answered.get(self._known.origin)
        others = self._context.plain if other is None else (other,)
        if all(is_gone(self._context.transport, each) for each in others):
            return False
        self._context.transport.forgive(self._known.origin)
        self._unanswered += 1
        return True

    def _evidence(self) -> Evidence:
        return Evidence(
            contract=self._witness_context.target.contract,
            operation=self._operation,
            observations=(),
            rule_sets=self._context.settings.rule_sets,
            check_time=self._context.check_time,
        )

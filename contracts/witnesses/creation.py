"""Turns findings into witnesses: sends what showed them once more, and keeps what it takes.

A finding that does not show again is kept as it was seen. One that shows only now and then is
asked for again several times; one that needs what went before is searched for in all of it, and
then shortened by leaving requests out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.deadline import OutOfTimeError
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observer
from contracts.results.finding import ReportedFinding
from contracts.witnesses.delta_debugging import minimize
from contracts.witnesses.resending import Resender, SecondOpinion
from contracts.witnesses.witness import Witness, write_witness

MAX_ROUNDS = 12
"""How often the same steps are sent, in the hope that it shows again."""

MAX_REPEATED = 60
"""Requests that these rounds may take together."""

MAX_PRECEDING = 80
"""Earlier requests of the operation that are sent again, where the steps alone do not show it."""

MAX_WORK = 400
"""Requests that shortening such a story may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessContext:
    """What it takes to send requests of one API again.

    Attributes:
        target: The API on its server.
        evidence: What was judged, by operation id.
        observer: Reads exchanges.
        recorder: Sends requests.
        clock: The time.
        redactor: Keeps secrets out.
        sets: Opt-in sets of rules that are judged.
        readings: Chosen reading by discrepancy id.
        is_patient: Whether many requests may be sent for one finding.
        opinion: Judges by rules that are nobody's of ours.
    """

    target: Target
    evidence: Mapping[str, Evidence]
    observer: Observer
    recorder: Recorder
    clock: Clock
    redactor: Redactor
    sets: frozenset[str]
    readings: Mapping[str, str]
    is_patient: bool = True
    opinion: SecondOpinion | None = None


def attach_witness(
    found: ReportedFinding, context: WitnessContext, folder: Path
) -> ReportedFinding:
    """Return a finding whose witness lies in a folder.

    Raises:
        ReportError: It cannot be written.
    """
    witness = create_witness(found, context)
    if witness is None:
        return found
    path = write_witness(witness, folder)
    return replace(found, exchanges=witness.steps, witness=str(path))


def create_witness(found: ReportedFinding, context: WitnessContext) -> Witness | None:
    """Return the witness of a finding; None where nothing was sent for it."""
    evidence = context.evidence.get(found.operation)
    every = [seen.exchange for seen in evidence.observations] if evidence else []
    seen = [exchange for exchange in every if exchange.number in found.exchange_numbers]
    if evidence is None or not seen:
        return None
    resender = Resender(
        evidence, context.observer, context.recorder, context.clock, context.opinion
    )
    try:
        steps, rounds = _shown_again(found, seen, every, resender, is_patient=context.is_patient)
    except (BudgetExhausted, RequestNotAllowed, InvalidRequest, OutOfTimeError):
        steps, rounds = seen, 0
    return build_witness(found, context, steps, rounds)


def build_witness(
    found: ReportedFinding, context: WitnessContext, steps: Sequence[Exchange], rounds: int
) -> Witness:
    """Return a finding with the exchanges that show it; nothing is sent."""
    shown = redact_exchanges(steps, context.redactor)
    held = "\n".join(_texts(shown))
    finding = found.finding
    return Witness(
        id=found.id,
        rule=finding.rule,
        severity=finding.severity.value,
        message=finding.message,
        api=found.api,
        operation=found.operation,
        base_url=context.target.base_url,
        rounds=rounds,
        steps=shown,
        variables=frozenset(n for n in context.redactor.variables if f"${n}" in held),
        sets=context.sets,
        readings=context.readings,
        source=finding.source,
        contract=finding.contract,
    )


def _shown_again(
    found: ReportedFinding,
    seen: Sequence[Exchange],
    every: Sequence[Exchange],
    resender: Resender,
    *,
    is_patient: bool,
) -> tuple[Sequence[Exchange], int]:
    """Return the steps that show it, and after how many rounds; the recorded ones and 0 if none."""
    rule = found.finding.rule
    rounds = MAX_ROUNDS if is_patient else 2
    for count in range(1, rounds + 1):
        if count > 1 and count * len(seen) > MAX_REPEATED:
            break
        played = resender.resend(seen)
        if resender.reproduces(played, rule, found.id):
            return played, count
    if not is_patient:
        return seen, 0
    story = [e for e in every if e.number <= found.exchange_numbers[-1]][-MAX_PRECEDING:]
    last: Sequence[Exchange] = resender.resend(story)
    if not resender.reproduces(last, rule, found.id):
        return seen, 0

    def does(part: Sequence[Exchange]) -> bool:
        nonlocal last
        played = resender.resend(part)
        if not resender.reproduces(played, rule, found.id):
            return False
        last = played
        return True

    minimize(story, does, MAX_WORK)
    return last, 1


def _texts(steps: Sequence[Exchange]) -> list[str]:
    return [
        text
        for step in steps
        for text in (
            step.request.target,
            step.request.body.decode("utf-8", "replace"),
            *(value for _, value in step.request.headers),
        )
    ]

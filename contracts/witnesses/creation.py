"""Turns findings into witnesses: sends their requests again, and keeps as few as reproduce them.

The requests of a finding are repeated several times, since some findings show only now and then.
If these requests do not reproduce it, the requests before them are sent as well, and then
shortened by leaving requests out. A finding that is not reproduced is kept as it was seen.
Requests with wrong credentials, of which many may lock an account, are sent again once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.deadline import OutOfTimeError
from contracts.http.messages.derivation import Derivation
from contracts.http.messages.exchange import Exchange, Purpose
from contracts.http.messages.redaction import PLACEHOLDER, Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from contracts.results.finding import ReportedFinding
from contracts.witnesses.minimization import minimize
from contracts.witnesses.resending import Resender, SecondOpinion
from contracts.witnesses.rounds import MAX_REQUESTS, MAX_ROUNDS, without_wrong
from contracts.witnesses.witness import Witness, write_witness
from openapi.rules.outcome import Outcome

MAX_PRECEDING = 80
"""Earlier requests of the operation that are sent as well, if the steps do not reproduce it."""

MAX_SHORTENING_REQUESTS = 400  # requests that are sent to shorten such a sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessContext:
    """What is needed to send requests of one API again."""

    target: Target
    evidence: Mapping[str, Evidence]  # what was judged, by operation id
    observer: Observer
    recorder: Recorder
    clock: Clock
    redactor: Redactor
    sets: frozenset[str]  # opt-in sets of rules that are judged
    readings: Mapping[str, str]  # chosen reading by discrepancy id
    is_patient: bool = True  # whether many requests may be sent for one finding
    # Judges by rules that are not this package's own; None for no such rule.
    opinion: SecondOpinion | None = None


def attach_witness(
    found: ReportedFinding, context: WitnessContext, folder: Path
) -> ReportedFinding:
    """Write the witness of a finding, and return the finding with its path.

    Raises:
        ReportError: It cannot be written.
    """
    witness = create_witness(found, context)
    if witness is None:
        return found
    path = write_witness(witness, folder)
    return replace(found, exchanges=witness.steps, witness=str(path))


def create_witness(found: ReportedFinding, context: WitnessContext) -> Witness | None:
    """Return the witness of a finding; None if no request was sent for it."""
    evidence = context.evidence.get(found.operation)
    every = [seen.exchange for seen in evidence.every] if evidence else []
    seen = [exchange for exchange in every if exchange.number in found.exchange_numbers]
    if evidence is None or not seen:
        return None
    resender = Resender(
        evidence, context.observer, context.recorder, context.clock, context.opinion
    )
    steps: Sequence[Exchange]
    rounds: int | None
    try:
        steps, rounds = _shown_again(found, seen, every, resender, is_patient=context.is_patient)
    except (BudgetExhausted, RequestNotAllowed, InvalidRequest, OutOfTimeError):
        steps, rounds = seen, None
    return build_witness(found, context, steps, rounds)


def build_witness(
    found: ReportedFinding, context: WitnessContext, steps: Sequence[Exchange], rounds: int | None
) -> Witness:
    """Return the witness with these exchanges; nothing is sent."""
    shown = redact_exchanges(steps, context.redactor)
    held = "\n".join(_texts(shown))
    finding = found.finding
    variables = frozenset(n for n in _placeholders(held) if n in context.redactor.variables)
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
        variables=variables,
        derivations=_derivations(variables, context.redactor.derivations),
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
) -> tuple[Sequence[Exchange], int | None]:
    """Return the steps that reproduce it and the number of rounds; else the recorded ones and 0.

    The number is None if they could not be judged again.
    """
    rule = found.finding.rule
    rounds, played = MAX_ROUNDS if is_patient else 2, tuple[Exchange, ...]()
    has_wrong = len(without_wrong(seen)) < len(seen)
    if has_wrong:
        rounds = 1
    for count in range(1, rounds + 1):
        if count > 1 and count * len(seen) > MAX_REQUESTS:
            break
        played = resender.resend(seen)
        if resender.reproduces(played, rule, found.id):
            return played, count
        if _not_shown(seen, played, rule, resender) is None:
            return seen, None  # no repetition brings a deleted resource back
    if not is_patient or has_wrong:
        return seen, _not_shown(seen, played, rule, resender)
    before = without_wrong(e for e in every if e.number <= found.exchange_numbers[-1])
    preceding = before[-MAX_PRECEDING:]
    last: Sequence[Exchange] = resender.resend(preceding)
    if not resender.reproduces(last, rule, found.id):
        return seen, _not_shown(seen, played, rule, resender)

    def reproduces(part: Sequence[Exchange]) -> bool:
        nonlocal last
        played = resender.resend(part)
        if not resender.reproduces(played, rule, found.id):
            return False
        last = played
        return True

    minimize(preceding, reproduces, MAX_SHORTENING_REQUESTS)
    # The exchanges of the part that is kept, as they were sent last, not as they were recorded.
    return last, 1


def _not_shown(
    seen: Sequence[Exchange], played: Sequence[Exchange], rule: str, resender: Resender
) -> int | None:
    """Return the number of rounds of what did not show again; None if it could not be judged.

    A run deletes the resources at last of which it has read back the changes.
    """
    is_read_back = any(step.purpose is Purpose.READ_BACK for step in seen)
    outcomes = {judgement.outcome for judgement in resender.judge(played, rule)}
    return None if is_read_back and outcomes <= {Outcome.NOT_EXERCISED} else 0


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(match[1] for match in PLACEHOLDER.finditer(text))


def _derivations(names: Iterable[str], known: Mapping[str, Derivation]) -> Mapping[str, Derivation]:
    """Return how these placeholders are made, and those that they are made from."""
    found: dict[str, Derivation] = {}
    pending = list(names)
    while pending:
        name = pending.pop()
        if name in known and name not in found:
            found[name] = known[name]
            pending.append(known[name].source)
    return found


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

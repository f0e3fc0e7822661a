"""Sends a witness' requests again and says whether the finding is still there."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from urllib.parse import quote

from contracts.errors import OptionError
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Identity
from contracts.http.requests.targets import Target
from contracts.witnesses.resending import Resender
from contracts.witnesses.witness import Witness
from openapi.rules.outcome import Outcome

MAX_ROUNDS = 12
PLACEHOLDER_CREDENTIAL = "not-a-credential"  # what somebody without one sends
_VARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)")


class ReplayStatus(IntEnum):
    """What became of a finding; the exit code."""

    FIXED = 0
    STILL_THERE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """What a replay found out.

    Attributes:
        fate: What became of the finding.
        reason: One clause that says why.
        steps: The exchanges of the last round, redacted.
        rounds: How often the steps were sent.
        notes: What else the reader should know, one sentence each.
    """

    fate: ReplayStatus
    reason: str
    steps: tuple[Exchange, ...]
    rounds: int
    notes: tuple[str, ...] = ()


def replay_rounds(witness: Witness, steps: Sequence[Exchange], encore: Resender) -> ReplayResult:
    """Send the steps of a witness until the finding shows, or often enough; nothing is redacted.

    Args:
        witness: What was found, and after how many rounds.
        steps: Its exchanges with secrets in place.
        encore: Sends them and judges the answers.
    """
    rounds = 1 if witness.rounds == 1 else MAX_ROUNDS
    played: tuple[Exchange, ...] = ()

    def result(fate: ReplayStatus, reason: str, count: int) -> ReplayResult:
        return ReplayResult(fate=fate, reason=reason, steps=played, rounds=count)

    for count in range(1, rounds + 1):
        try:
            played = encore.resend(steps)
        except (RequestNotAllowed, BudgetExhausted, InvalidRequest) as error:
            return result(ReplayStatus.UNKNOWN, str(error), count)
        if encore.reproduces(played, witness.rule, witness.id):
            return result(ReplayStatus.STILL_THERE, witness.message, count)
    problem = _problem(witness, encore, played)
    return result(ReplayStatus.UNKNOWN if problem else ReplayStatus.FIXED, problem, rounds)


def _problem(witness: Witness, encore: Resender, played: Sequence[Exchange]) -> str:
    """Return why the answers prove nothing; empty where they prove that all is well."""
    seen = {o.exchange.number: o for o in encore.observe(played)}
    for place, (before, after) in enumerate(zip(witness.steps, played, strict=True), 1):
        observation = seen.get(after.number)
        was, status = _status(before), _status(after)
        is_asked_well = (
            observation is not None and observation.is_valid_request and after.asker is Identity.OWN
        )
        if after.response is None and before.response is not None:
            return f"request {place} has no answer: {after.failure}"
        if is_asked_well and was // 100 == 2 and status // 100 != 2:  # noqa: PLR2004 - successes
            return f"request {place} is answered {status}; it was answered {was}"
    judgements = encore.judge(played, witness.rule)
    outcomes = {judgement.outcome for judgement in judgements}
    if outcomes == {Outcome.NOT_EXERCISED}:
        return f"the answers cannot be judged: {judgements[-1].reason}"
    return ""


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretValues:
    """What stands in the places of secrets.

    Attributes:
        values: By name.
        headers: Whole headers of whoever asks.
    """

    values: Mapping[str, str] = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)


def with_secrets(
    step: Exchange, witness: Witness, target: Target, fillings: SecretValues
) -> Exchange:
    """Return a step with its secrets in place, for the server that is asked."""
    request = step.request
    live = {name.lower(): value for name, value in fillings.headers}

    def value_of(name: str) -> str:
        if name in fillings.values:
            return fillings.values[name]
        if step.asker in {Identity.OWN, Identity.OTHER}:
            raise OptionError(
                f"the witness needs {name}",
                where="the environment",
                found="nothing",
                hint=f"set the variable {name}, or give the header with --header",
            )
        return PLACEHOLDER_CREDENTIAL

    def fill(text: str, write: Callable[[str], str] = str) -> str:
        return _VARIABLE.sub(
            lambda m: write(value_of(m[1])) if m[1] in witness.variables else m[0], text
        )

    headers = tuple(
        (name, live[name.lower()])
        if name.lower() in live and _VARIABLE.search(value)
        else (name, fill(value))
        for name, value in request.headers
    )
    body = fill(request.body.decode("utf-8", "surrogateescape"))
    return replace(
        step,
        request=replace(
            request,
            origin=target.origin,
            target=fill(_rebase_path(request.target, witness, target), _quoted),
            headers=headers,
            body=body.encode("utf-8", "surrogateescape"),
        ),
    )


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _rebase_path(path: str, witness: Witness, target: Target) -> str:
    """Return a request target for another base path."""
    origin = witness.steps[0].request.origin
    base = witness.base_url.removeprefix(origin)
    rest = path.removeprefix(base)
    # A base ends where a segment does: what is left must still be a path.
    is_below = path.startswith(base) and rest[:1] in {"", "/", "?"}
    moved = f"{target.contract.base_path}{rest}" if is_below else path
    return moved if moved.startswith("/") or not is_below else f"/{moved}"

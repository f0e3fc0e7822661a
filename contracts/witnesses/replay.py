"""Sends the requests of a witness again, and decides whether the finding is still there."""

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
PLACEHOLDER_CREDENTIAL = "not-a-credential"
"""Sent in place of a wrong credential, which a witness does not keep."""

_VARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)")


class ReplayStatus(IntEnum):
    """Whether a finding is still there; the values are exit codes."""

    FIXED = 0
    STILL_THERE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """The result of a replay.

    Attributes:
        reason: Why, one clause.
        steps: The exchanges of the last round, redacted.
        rounds: How often the steps were sent.
        notes: Remarks for the reader, one sentence each.
    """

    status: ReplayStatus
    reason: str
    steps: tuple[Exchange, ...]
    rounds: int
    notes: tuple[str, ...] = ()


def replay_rounds(witness: Witness, steps: Sequence[Exchange], resender: Resender) -> ReplayResult:
    """Send the steps of a witness until the finding shows, at most `MAX_ROUNDS` times.

    The result is not redacted.

    Args:
        witness: The finding.
        steps: Its exchanges with secrets in place.
        resender: Sends them and judges the answers.
    """
    rounds = 1 if witness.rounds == 1 else MAX_ROUNDS
    played: tuple[Exchange, ...] = ()

    def result(status: ReplayStatus, reason: str, count: int) -> ReplayResult:
        return ReplayResult(status=status, reason=reason, steps=played, rounds=count)

    for count in range(1, rounds + 1):
        try:
            played = resender.resend(steps)
        except (RequestNotAllowed, BudgetExhausted, InvalidRequest) as error:
            return result(ReplayStatus.UNKNOWN, str(error), count)
        if resender.reproduces(played, witness.rule, witness.id):
            return result(ReplayStatus.STILL_THERE, witness.message, count)
    problem = _problem(witness, resender, played)
    return result(ReplayStatus.UNKNOWN if problem else ReplayStatus.FIXED, problem, rounds)


def _problem(witness: Witness, resender: Resender, played: Sequence[Exchange]) -> str:
    """Return why the answers do not prove that the finding is fixed; empty if they do."""
    seen = {o.exchange.number: o for o in resender.observe(played)}
    for place, (before, after) in enumerate(zip(witness.steps, played, strict=True), 1):
        observation = seen.get(after.number)
        was, status = _status(before), _status(after)
        should_succeed = (
            observation is not None and observation.is_valid_request and after.asker is Identity.OWN
        )
        if after.response is None and before.response is not None:
            return f"request {place} has no answer: {after.failure}"
        if should_succeed and was // 100 == 2 and status // 100 != 2:  # noqa: PLR2004 - successes
            return f"request {place} is answered {status}; it was answered {was}"
    judgements = resender.judge(played, witness.rule)
    outcomes = {judgement.outcome for judgement in judgements}
    if outcomes == {Outcome.NOT_EXERCISED}:
        return f"the answers cannot be judged: {judgements[-1].reason}"
    return ""


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretValues:
    """The secrets that replace the placeholders of a witness.

    Attributes:
        values: Secrets by name.
        headers: Whole headers of the identity that sends the request.
    """

    values: Mapping[str, str] = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)


def with_secrets(
    step: Exchange, witness: Witness, target: Target, secrets: SecretValues
) -> Exchange:
    """Return a step for the server of `target`, its placeholders replaced by secrets.

    Raises:
        OptionError: A secret is missing.
    """
    request = step.request
    live = {name.lower(): value for name, value in secrets.headers}

    def value_of(name: str) -> str:
        if name in secrets.values:
            return secrets.values[name]
        if step.asker in {Identity.OWN, Identity.OTHER}:
            raise OptionError(
                f"the witness needs {name}",
                where="the environment",
                found=f"no variable {name}",
                hint="set the variable, or give the header with --header",
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
    # The base path must end at the end of a segment: `/v1` is not the base path of `/v10/orders`.
    is_below = path.startswith(base) and rest[:1] in {"", "/", "?"}
    moved = f"{target.contract.base_path}{rest}" if is_below else path
    return moved if moved.startswith("/") or not is_below else f"/{moved}"

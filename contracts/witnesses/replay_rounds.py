"""Sends the requests of a witness again, and decides whether the finding is still there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from urllib.parse import quote

from contracts.checks.http import charset
from contracts.checks.responses import answered, response_headers, server_error
from contracts.errors import OptionError
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.messages.derivation import CHANGES, Derivation, derive
from contracts.http.messages.exchange import Exchange, Identity, Purpose
from contracts.http.messages.redaction import HIDDEN_SUFFIX, PLACEHOLDER
from contracts.http.requests.targets import Target
from contracts.witnesses.resending import Resender
from contracts.witnesses.rounds import replay_limit
from contracts.witnesses.witness import Witness
from openapi.contract import SAFE_METHODS
from openapi.rules.outcome import Outcome

MAX_DERIVATIONS = 8
"""How often a secret is made from another one until it is refused; a file may name a circle."""


_OTHER_IDS = frozenset({Purpose.CONTROL, Purpose.LOOKALIKE_ID, Purpose.NEIGHBOUR_ID})

_OF_A_PART = frozenset({charset.ID, response_headers.ID})
"""Rules on a part that an answer need not have: without it the finding is gone."""


class ReplayStatus(IntEnum):
    """Whether a finding is still there; the values are exit codes."""

    FIXED = 0
    STILL_THERE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayResult:
    """The result of a replay."""

    status: ReplayStatus
    reason: str  # why, one clause
    steps: tuple[Exchange, ...]  # the exchanges of the last round, redacted
    rounds: int  # how often the steps were sent
    notes: tuple[str, ...] = ()  # remarks for the reader, one sentence each


def replay_rounds(witness: Witness, steps: Sequence[Exchange], resender: Resender) -> ReplayResult:
    """Send the steps of a witness until the finding shows, at most `replay_limit` times.

    The result is not redacted. The steps are those of the witness with secrets in place.
    """
    if witness.rule == answered.ID and witness.message.startswith(answered.STOPPED_AFTER):
        return _replay_stop(witness, steps, resender)
    rounds = replay_limit(witness)
    played: tuple[Exchange, ...] = ()

    def result(status: ReplayStatus, reason: str, count: int) -> ReplayResult:
        return ReplayResult(status=status, reason=reason, steps=played, rounds=count)

    for count in range(1, rounds + 1):
        try:
            if count > 1 and len(steps) > 1 and steps[0].request.method in SAFE_METHODS:
                # What fails at every nth request only must not fall on the same step each round.
                resender.resend(steps[:1])
            played = resender.resend(steps)
        except (RequestNotAllowed, BudgetExhausted, InvalidRequest) as error:
            return result(ReplayStatus.UNKNOWN, str(error), count)
        if _shows_again(resender, played, witness):
            return result(ReplayStatus.STILL_THERE, witness.message, count)
    problem = _problem(witness, resender, played)
    if witness.rounds == 0:
        problem = problem or (
            "the finding did not show again when it was found either, so that its absence now "
            "proves nothing"
        )
    elif (witness.rounds or 0) > rounds:
        problem = problem or (
            f"the finding showed in round {witness.rounds} when it was found, and its requests "
            f"are sent {'once' if rounds == 1 else f'{rounds} times'} only"
        )
    return result(ReplayStatus.UNKNOWN if problem else ReplayStatus.FIXED, problem, rounds)


def _replay_stop(witness: Witness, steps: Sequence[Exchange], resender: Resender) -> ReplayResult:
    """Send the steps once: is the server, which answers before them, still answering after them?"""
    origin, played = steps[-1].request.origin, tuple[Exchange, ...]()
    status, reason = ReplayStatus.UNKNOWN, f"{origin} gives no answer"
    try:
        if resender.is_answering(origin):
            played = resender.resend(steps)
            status, reason = ReplayStatus.FIXED, ""
            if not resender.is_answering(origin):
                status, reason = ReplayStatus.STILL_THERE, witness.message
    except (RequestNotAllowed, BudgetExhausted, InvalidRequest) as error:
        status, reason = ReplayStatus.UNKNOWN, str(error)
    return ReplayResult(status=status, reason=reason, steps=played, rounds=1)


def _shows_again(resender: Resender, played: Sequence[Exchange], witness: Witness) -> bool:
    """Whether the answers show the finding; a server that still fails may say otherwise why."""
    if resender.reproduces(played, witness.rule, witness.id):
        return True
    is_failure = witness.rule == server_error.ID
    return is_failure and any(each.finding for each in resender.judge(played, witness.rule))


def _problem(witness: Witness, resender: Resender, played: Sequence[Exchange]) -> str:
    """Return why the answers do not prove that the finding is fixed; empty if they do."""
    seen = {o.exchange.number: o for o in resender.observe(played)}
    for place, (before, after) in enumerate(zip(witness.steps, played, strict=True), 1):
        observation = seen.get(after.number)
        was, status = _status(before), _status(after)
        should_succeed = (
            observation is not None
            and observation.is_valid_request
            and after.asker is Identity.OWN
            # The id of another resource, which the finding says was taken for this one.
            and not (after.compared_to and after.purpose in _OTHER_IDS)
            # What a write has changed, as the check of the finding judges it.
            and after.purpose is not Purpose.READ_BACK
        )
        if after.response is None and before.response is not None:
            return f"request {place} has no answer: {after.failure}"
        if should_succeed and was // 100 == 2 and status // 100 != 2:  # noqa: PLR2004 - successes
            return f"request {place} is answered {status}; it was answered {was}"
    judgements = resender.judge(played, witness.rule)
    outcomes = {judgement.outcome for judgement in judgements}
    if outcomes == {Outcome.NOT_EXERCISED} and witness.rule not in _OF_A_PART:
        return f"the answers cannot be judged: {judgements[-1].reason}"
    return ""


def _status(exchange: Exchange) -> int:
    return exchange.response.status if exchange.response else 0


def with_secrets(
    step: Exchange, witness: Witness, target: Target, values: Mapping[str, str]
) -> Exchange:
    """Return a step for the server of `target`, its placeholders replaced by secrets.

    A wrong credential is made from the right one as it was made for the finding; the right one is
    never sent in its place. The values are secrets by name.

    Raises:
        OptionError: A secret is missing.
    """
    request = step.request

    def fill(text: str, write: Callable[[str], str] = str) -> str:
        return PLACEHOLDER.sub(
            lambda m: (
                write(_value_of(m[1], witness, values)) if m[1] in witness.variables else m[0]
            ),
            text,
        )

    body = fill(request.body.decode("utf-8", "surrogateescape"))
    return replace(
        step,
        request=replace(
            request,
            origin=target.origin,
            target=fill(_rebase_path(request.target, witness, target), _quoted),
            headers=tuple((name, fill(value)) for name, value in request.headers),
            body=body.encode("utf-8", "surrogateescape"),
        ),
    )


def _value_of(name: str, witness: Witness, values: Mapping[str, str]) -> str:
    """Return the text that a placeholder of a witness takes the place of.

    Raises:
        OptionError: It is not known, or a wrong credential would be the right one.
    """
    ways: list[Derivation] = []
    wanted = name
    while wanted not in values and wanted in witness.derivations and len(ways) < MAX_DERIVATIONS:
        ways.append(witness.derivations[wanted])
        wanted = ways[-1].source
    if wanted not in values and wanted.endswith(HIDDEN_SUFFIX):
        raise OptionError(
            "the witness does not keep the value of a header that was sent",
            where="the headers of its exchanges",
            found=f"${wanted}",
            hint="send the requests of the witness by hand",
        )
    if wanted not in values:
        raise OptionError(
            f"the witness needs {wanted}",
            where="the environment",
            found=f"no variable {wanted}",
            hint=f"set the variable and allow it with --env {wanted}, or give the header with "
            "--header, the key with --param",
        )
    text = values[wanted]
    for way in reversed(ways):
        made = derive(way.how, text)
        if not made or (way.how in CHANGES and made == text):
            raise OptionError(
                f"{name} cannot be made from {way.source}",
                where="the environment",
                found=f"a value for which {way.how!r} gives "
                + ("the same text" if made else "no text"),
                hint=f"set {wanted} to the kind of credential that it was",
            )
        text = made
    return text


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

"""Sends a witness' requests again and says whether the finding is still there."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from urllib.parse import quote

from contracts.checks.catalogue import check_of
from contracts.errors import OptionError
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.client.limits import RequestBudget
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed, Transport
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Identity
from contracts.http.messages.serialization import redact_exchanges
from contracts.http.requests.credentials import (
    primary_credentials,
    second_credentials,
)
from contracts.http.requests.environment import allowed_environ, environment_notes
from contracts.http.requests.politeness import check_production, limits_for_targets
from contracts.http.requests.targets import Target, parse_targets
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observer
from contracts.results.verdict import Outcome
from contracts.witnesses.creation import is_reproduced
from contracts.witnesses.resending import Resender, SecondOpinion
from contracts.witnesses.witness import Witness
from openapi.contract import Contract
from openapi.errors import did_you_mean
from openapi.loading.document import load_contracts

MAX_ROUNDS = 12
PLACEHOLDER_CREDENTIAL = "not-a-credential"  # what somebody without one sends
_VARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)")


class ReplayStatus(IntEnum):
    """What became of a finding; the exit code."""

    FIXED = 0
    STILL_THERE = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings:
    """What a replay does.

    Attributes:
        witness: What is replayed.
        url: Where the API is, if not where the witness saw it.
        specs: Documents to load in place of the packaged ones.
        headers: Added to every request.
        environ: Where live values are looked up.
        env: Variables that the document may read beside those that the packaged ones name.
        timeout_seconds: For one answer.
        is_unsafe: Whether requests may change something.
        is_production_allowed: Whether servers may be asked that a contract marks as production.
        restraint: Pace and budgets, where they are not left to where the server is.
        dialing: How connections are made.
    """

    witness: Witness
    url: str = ""
    specs: tuple[Path, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: frozenset[str] = frozenset()
    timeout_seconds: float = 10.0
    is_unsafe: bool = False
    is_production_allowed: bool = False
    restraint: RequestBudget = field(default_factory=RequestBudget)
    dialing: ConnectionSettings = NO_PROXY


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


def replay(
    wanted: ReplaySettings,
    clock: Clock,
    judge_for: Callable[[Contract], SecondOpinion] | None = None,
) -> ReplayResult:
    """Send a witness' requests again, and judge the answers.

    Args:
        wanted: What is replayed, and where.
        clock: The time.
        judge_for: Gives what judges by rules that are nobody's of ours; None where there is no
            such rule.

    Raises:
        ContractsError: A credential is missing, or the witness does not fit the contract.
        SpecError: A document cannot be used.
    """
    witness = wanted.witness
    contracts = load_contracts(wanted.specs, readings=witness.readings)
    url = wanted.url or witness.base_url
    _refuse_unknown_api(witness, contracts)
    [target] = parse_targets([f"{witness.api}={url}"], contracts)
    check_production([target], is_allowed=wanted.is_production_allowed)
    if not (wanted.url or target.is_local):
        # A file may come from anywhere: what it names gets no credentials of ours.
        raise OptionError(
            "the witness names a server that is not on this machine",
            where="base_url of the witness",
            found=witness.base_url[:120],
            advice=f"if you trust it, say --url {witness.base_url[:120]}",
        )
    contract = target.contract
    environ = allowed_environ(contract, wanted.environ, wanted.env)
    credentials = primary_credentials(contract, wanted.headers, environ)
    other = second_credentials(contract, wanted.headers, environ)
    secrets = (*credentials.secrets, *(other.secrets if other else ()))
    redactor = replace(credentials.redactor, secrets=secrets)
    lives = {Identity.OWN: credentials.headers, Identity.OTHER: other.headers if other else ()}
    values = {secret.name: secret.value for secret in secrets}
    steps = [
        _with_secrets(
            step, witness, target, SecretValues(values=values, headers=lives.get(step.asker, ()))
        )
        for step in witness.steps
    ]
    limits = limits_for_targets(
        [target],
        wanted.restraint,
        allow_unsafe=wanted.is_unsafe,
        timeout_seconds=wanted.timeout_seconds,
    )
    transport = Transport(limits, clock, dialing=wanted.dialing)
    encore = Resender(
        _evidence(contract, witness, is_judged=judge_for is not None),
        Observer(contract),
        Recorder(transport, clock),
        clock,
        judge_for(contract) if judge_for is not None else None,
    )
    try:
        fate, reason, played, rounds = _replay_rounds(witness, steps, encore)
    finally:
        transport.close()
    return ReplayResult(
        fate=fate,
        reason=redactor.text(reason),
        steps=redact_exchanges(played, redactor),
        rounds=rounds,
        notes=tuple(environment_notes(contract, wanted.environ, wanted.env)),
    )


def _refuse_unknown_api(witness: Witness, contracts: Sequence[Contract]) -> None:
    loaded = [contract.api for contract in contracts]
    if witness.api not in loaded:
        raise OptionError(
            f"no loaded contract describes an API called {witness.api!r}"
            f"{did_you_mean(witness.api, loaded)}",
            where="api of the witness",
            allowed=", ".join(loaded),
            advice="load its document with --spec PATH",
        )


def _evidence(contract: Contract, witness: Witness, *, is_judged: bool) -> Evidence:
    operation = contract.operation(witness.operation)
    if operation is None:
        ids = [known.id for known in contract.operations]
        raise OptionError(
            f"{witness.api} has no operation {witness.operation!r}"
            f"{did_you_mean(witness.operation, ids)}",
            allowed=", ".join(ids),
            advice="load the document of the witness with --spec PATH",
        )
    if not is_judged and check_of(witness.rule, contract) is None:
        raise OptionError(
            f"nothing here judges {witness.rule!r}",
            allowed="checks of contracts, and rules of the loaded contract",
            advice="send the witness' requests by hand"
            if "." in witness.rule
            else "load the document of the witness with --spec PATH",
        )
    return Evidence(contract=contract, operation=operation, observations=(), rule_sets=witness.sets)


def _replay_rounds(
    witness: Witness, steps: Sequence[Exchange], encore: Resender
) -> tuple[ReplayStatus, str, Sequence[Exchange], int]:
    rounds = 1 if witness.rounds == 1 else MAX_ROUNDS
    played: Sequence[Exchange] = ()
    for count in range(1, rounds + 1):
        try:
            played = encore.resend(steps)
        except (RequestNotAllowed, BudgetExhausted, InvalidRequest) as error:
            return ReplayStatus.UNKNOWN, str(error), played, count
        if is_reproduced(encore, played, witness.rule, witness.id):
            return ReplayStatus.STILL_THERE, witness.message, played, count
    problem = _problem(witness, encore, played)
    return (ReplayStatus.UNKNOWN if problem else ReplayStatus.FIXED), problem, played, rounds


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
        if is_asked_well and was // 100 == 2 and status // 100 != 2:  # noqa: PLR2004  # successes
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


def _with_secrets(
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
                advice=f"set the variable {name}, or give the header with --header",
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

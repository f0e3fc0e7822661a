"""A replay: sends the requests of a witness again, to see whether its finding is still there."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from contracts.checks.all_checks import check_of
from contracts.errors import OptionError
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import PLACEHOLDER, variable_of
from contracts.http.messages.serialization import redact_exchanges
from contracts.http.requests.credentials import (
    SECOND_IDENTITY_PREFIX,
    names_of_credentials,
    parse_header,
)
from contracts.http.requests.environment import named_variables
from contracts.http.requests.politeness import check_production, limits_for_targets
from contracts.http.requests.targets import Target, parse_targets
from contracts.observations.evidence import Evidence
from contracts.run.preparation import load_options, open_transport
from contracts.run.session import CheckSession, open_sessions, token_notes
from contracts.run.settings.server import ServerSettings
from contracts.witnesses.replay_rounds import ReplayResult, replay_rounds, with_secrets
from contracts.witnesses.resending import Resender, SecondOpinion
from contracts.witnesses.witness import Witness
from openapi.contract import Contract
from openapi.errors import did_you_mean
from openapi.loading.document import load_contracts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySettings(ServerSettings):
    """Settings of `contracts replay`."""

    witness: Witness
    url: str = ""  # where the API is; empty for the URL of the witness


def replay(
    settings: ReplaySettings,
    clock: Clock,
    second_opinion_for: Callable[[Contract], SecondOpinion] | None = None,
) -> ReplayResult:
    """Send the requests of a witness again, and judge the answers.

    `second_opinion_for` is needed if the rule of the witness is one of the generator's own.

    Raises:
        ContractsError: A credential is missing, or the witness does not fit the contract.
        ContractError: A document cannot be used.
    """
    witness = settings.witness
    target = _target(settings)
    contract = target.contract
    settings = _with_exported_headers(settings, contract)
    evidence = _evidence(contract, witness, is_judged=second_opinion_for is not None)
    limits = limits_for_targets(
        [target],
        settings.budget,
        allow_unsafe=settings.is_unsafe,
        timeout_seconds=settings.timeout_seconds,
    )
    with closing(open_transport([target], settings, clock, limits)) as transport:
        [session] = open_sessions([target], settings, transport, clock, hides_altered_secrets=True)
        steps = _steps(witness, session)
        opinion = second_opinion_for(contract) if second_opinion_for is not None else None
        resender = Resender(evidence, session.observer, session.recorder, clock, opinion)
        done = replay_rounds(witness, steps, resender)
    redactor = session.credentials.redactor
    return replace(
        done,
        reason=redactor.text(done.reason),
        steps=redact_exchanges(done.steps, redactor),
        notes=(*session.notes, *token_notes([session])),
    )


def _with_exported_headers(settings: ReplaySettings, contract: Contract) -> ReplaySettings:
    """Return settings with the headers of the witness whose variables `--env` allows.

    A finding that was made with `--header` needs a variable that no document names. What a document
    names may be a token without its scheme, and is read as the document says.
    """
    allowed = settings.env - {*named_variables(contract)}
    given = {name.lower() for name, _ in settings.headers}
    needed = {
        name.lower(): variable_of(name)
        for step in settings.witness.steps
        for name, value in step.request.headers
        if name.lower() not in given and PLACEHOLDER.search(value)
    }
    exported = tuple(
        parse_header(f"{name}: {settings.environ[variable]}")
        for name, variable in needed.items()
        if variable in allowed and settings.environ.get(variable, "").strip()
    )
    return replace(settings, headers=(*settings.headers, *exported))


def _target(wanted: ReplaySettings) -> Target:
    """Return where the requests go.

    Raises:
        OptionError: The API is unknown, or requests to the server are not allowed.
    """
    witness = wanted.witness
    contracts = load_contracts(
        wanted.specs, readings=witness.readings, options=load_options(wanted)
    )
    _refuse_unknown_api(witness, contracts)
    [target] = parse_targets([f"{witness.api}={wanted.url or witness.base_url}"], contracts)
    check_production([target], is_allowed=wanted.is_production_allowed)
    if not (wanted.url or target.is_local):
        # The file may come from anywhere: its server gets credentials only if the user names it.
        raise OptionError(
            "the witness names a server that is not on this machine",
            where="base_url of the witness",
            found=witness.base_url[:120],
            hint=f"if you trust it, give --url {witness.base_url[:120]}",
        )
    return target


def _steps(witness: Witness, session: CheckSession) -> list[Exchange]:
    """Return the exchanges of a witness, its placeholders replaced by secrets.

    Raises:
        OptionError: A credential is missing.
    """
    values = _values(session)
    return [with_secrets(step, witness, session.target, values) for step in witness.steps]


def _values(session: CheckSession) -> dict[str, str]:
    """Return the secrets by every name under which a witness may know them.

    A witness may name the variable of the document where a header is given now, or the reverse.
    """
    contract, second = session.target.contract, session.second_identity
    values: dict[str, str] = {}
    for prefix, known in (("", session.credentials), (SECOND_IDENTITY_PREFIX, second)):
        if known is not None:
            names = names_of_credentials(contract, known)
            values |= {f"{prefix}{name}": value for name, value in names.items()}
    return values | {secret.name: secret.value for secret in session.secrets}


def _refuse_unknown_api(witness: Witness, contracts: Sequence[Contract]) -> None:
    loaded = [contract.api for contract in contracts]
    if witness.api not in loaded:
        raise OptionError(
            f"no loaded contract describes an API called {witness.api!r}"
            f"{did_you_mean(witness.api, loaded)}",
            where="api of the witness",
            allowed=", ".join(loaded),
            hint="load its document with --spec PATH",
        )


def _evidence(contract: Contract, witness: Witness, *, is_judged: bool) -> Evidence:
    operation = contract.operation(witness.operation)
    if operation is None:
        ids = [known.id for known in contract.operations]
        raise OptionError(
            f"{witness.api} has no operation {witness.operation!r}"
            f"{did_you_mean(witness.operation, ids)}",
            allowed=", ".join(ids),
            hint="load the document of the witness with --spec PATH",
        )
    if not is_judged and check_of(witness.rule, contract) is None:
        raise OptionError(
            f"no check judges by the rule {witness.rule!r}",
            allowed="checks of contracts, and rules of the loaded contract",
            hint="send the requests of the witness by hand"
            if "." in witness.rule
            else "load the document of the witness with --spec PATH",
        )
    return Evidence(contract=contract, operation=operation, observations=(), rule_sets=witness.sets)

"""What a run needs for one server and its contract; `check`, `fuzz` and `replay` begin here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from contracts.errors import OptionError
from contracts.http.client.proxies import Proxy
from contracts.http.client.recorder import Recorder
from contracts.http.client.token_command import run_token_command
from contracts.http.client.tokens import HEADER, TokenSource
from contracts.http.client.transport import Transport
from contracts.http.clock import Clock
from contracts.http.deadline import Deadline
from contracts.http.interruption import Interruption
from contracts.http.messages.redaction import Secret
from contracts.http.requests.credentials import (
    Credentials,
    key_parameters,
    primary_credentials,
    second_credentials,
)
from contracts.http.requests.environment import allowed_environ, environment_notes
from contracts.http.requests.known_values import for_operation, keyed, with_row_keys
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from contracts.probes.inputs.context import ProbeContext, ResourceFollower, RowUse
from contracts.probes.inputs.wrong_credentials import altered_secrets
from contracts.run.settings.run import RunSettings
from contracts.run.settings.server import ServerSettings
from contracts.witnesses.creation import WitnessContext
from contracts.witnesses.resending import SecondOpinion
from openapi.contract import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What all requests of a run share, in whichever process."""

    settings: RunSettings
    transport: Transport  # of this process
    clock: Clock
    interruption: Interruption  # the signals that have come to this process


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a divided run is done; that of a run in one process is all of it."""

    # Whether the API has other parts: then the run has made sure of the base path.
    is_part: bool = False
    # Whether each operation is asked once before any probe, as of many operations; None decides by
    # the number of operations.
    asks_each: bool | None = None


WHOLE = Part()  # a run in one process


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSession:
    """What a run needs to send requests to one server and to read the answers."""

    target: Target
    # Live values of the primary identity; its redactor hides the secrets of both.
    credentials: Credentials
    # Credentials of a second identity; None if the environment has none.
    second_identity: Credentials | None
    secrets: tuple[Secret, ...]  # the secrets of both identities
    observer: Observer
    recorder: Recorder
    transport: Transport  # shared by all sessions of the run, with its limits
    clock: Clock
    deadline: Deadline  # the end of the run's time
    notes: tuple[str, ...]  # which variables of the environment are read, and which are refused
    part: Part = WHOLE  # which part of a divided run it is for

    def probe_context(
        self,
        operation: Operation,
        followers: list[ResourceFollower],
        rows_used: list[RowUse],
        *,
        is_unsafe: bool,
    ) -> ProbeContext:
        """Return what probes of one operation need, with the values that are known for it."""
        second = self.second_identity
        return ProbeContext(
            target=self.target,
            operation=operation,
            credentials=for_operation(self.credentials, operation),
            recorder=self.recorder,
            second_identity=second and for_operation(second, operation),
            is_unsafe=is_unsafe,
            followers=followers,
            rows_used=rows_used,
        )

    def witness_context(
        self,
        settings: RunSettings,
        evidence: Mapping[str, Evidence],
        opinion: SecondOpinion | None,
    ) -> WitnessContext:
        """Return what is needed to reproduce findings of this run.

        The opinion, by the generator's own rules, is None if no finding is by one of them.
        """
        return WitnessContext(
            target=self.target,
            evidence=evidence,
            observer=self.observer,
            recorder=self.recorder,
            clock=self.clock,
            redactor=self.credentials.redactor,
            sets=settings.rule_sets,
            readings=settings.readings,
            is_patient=self.target.is_local and not self.deadline.is_past,
            opinion=opinion,
        )


def open_sessions(
    targets: Iterable[Target],
    settings: ServerSettings,
    transport: Transport,
    clock: Clock,
    *,
    hides_altered_secrets: bool = False,
) -> tuple[CheckSession, ...]:
    """Return a session for each target; the time of the run begins now.

    The token command is run, if there is one. `hides_altered_secrets` redacts altered copies of the
    secrets as well; the access probe sends such copies.

    Raises:
        OptionError: A data file cannot be used, or the token command gives no token.
    """
    deadline = Deadline(clock, settings.max_seconds)
    sessions, rows = [], settings.rows
    tokens = _token_source(settings, clock)
    headers = (*settings.headers, *(((HEADER, tokens.value),) if tokens else ()))
    for target in targets:
        contract = target.contract
        environ = allowed_environ(contract, settings.environ, settings.env)
        own_rows = keyed(rows, key_parameters(contract))
        known = with_row_keys(settings.known_values, own_rows)
        given = (contract, headers, environ, known)
        credentials, second = primary_credentials(*given), second_credentials(*given)
        secrets = (*credentials.secrets, *(second.secrets if second else ()))
        hidden = tuple(altered_secrets(secrets)) if hides_altered_secrets else secrets
        proxy = replace(settings.connection, environ=settings.environ).proxy_for(target.origin)
        sessions.append(
            CheckSession(
                target=target,
                credentials=replace(
                    credentials,
                    secrets=(*hidden, *(proxy.secrets if proxy else ())),
                    rows=own_rows,
                    issued=tokens.secrets if tokens else tuple,
                ),
                second_identity=second,
                secrets=secrets,
                observer=Observer(contract),
                recorder=Recorder(transport, clock, tokens),
                transport=transport,
                clock=clock,
                deadline=deadline,
                notes=(
                    *environment_notes(contract, settings.environ, settings.env),
                    *([_proxy_note(proxy, target)] if proxy else []),
                ),
            )
        )
    return tuple(sessions)


def token_notes(sessions: Sequence[CheckSession]) -> tuple[str, ...]:
    """Return what there is to say of the tokens of a run, which all its sessions share."""
    tokens = sessions[0].recorder.tokens if sessions else None
    return tokens.notes() if tokens else ()


def _proxy_note(proxy: Proxy, target: Target) -> str:
    return f"{target.contract.api}: requests go through the proxy {proxy.url} ({proxy.source})."


def _token_source(settings: ServerSettings, clock: Clock) -> TokenSource | None:
    """Run the token command, if there is one.

    Raises:
        OptionError: It gives no token, or the header is given as well.
    """
    words = settings.token_command
    if not words:
        return None
    if any(name.lower() == HEADER.lower() for name, _ in settings.headers):
        raise OptionError(
            f"{HEADER} is given twice",
            where="--token-command",
            found=f"a command, and --header {HEADER}",
            allowed="one of them",
        )
    return TokenSource(partial(run_token_command, words), clock)

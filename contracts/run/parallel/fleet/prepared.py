"""A run as a worker of a fleet has prepared it: documents, sessions, connections."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contracts.errors import OptionError
from contracts.http.client.transport import Pace, Transport
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.targets import Target
from contracts.run.check import CheckRun, SecondOpinionFactory
from contracts.run.parallel.fleet.orders import digests_of
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.parallel.worker import CheckWorker
from contracts.run.preparation import contract_texts, open_transport, prepare, run_limits
from contracts.run.probing.fuzzer_protocol import Fuzzer
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRun:
    """Does units of one run."""

    documents: Mapping[str, str]  # digest of each document by its file name
    transport: Transport
    do: Callable[[Unit, Share], Partial]  # does one; raises ContractsError
    # Returns the witnesses of a result by file name, and deletes them here.
    witnesses: Callable[[Partial], Mapping[str, str]] = lambda _: {}
    clean_up: Callable[[], None] = lambda: None  # deletes what was written

    def stop(self, reason: str) -> None:
        """Send nothing more; called from another thread."""
        self.transport.stop(reason)

    def close(self) -> None:
        """Close all connections, and delete what was written."""
        self.transport.close()
        self.clean_up()


def prepare_check(  # noqa: PLR0913 - what a run needs from outside
    settings: CheckSettings,
    clock: Clock,
    *,
    servers: frozenset[str],
    pace_of: Callable[[float], Pace],
    fuzzer: Fuzzer | None = None,
    second_opinion_for: SecondOpinionFactory | None = None,
) -> PreparedRun:
    """Load the documents of `contracts check` and open its sessions; nothing is sent.

    This worker may call `servers`; `pace_of` returns the pace of the whole run, from the seconds
    between two requests. The fuzzer and `second_opinion_for` are those of
    `contracts.run.check.check`.

    Raises:
        ContractsError: An option cannot be used, or a server may not be called.
        ContractError: A document cannot be used.
    """
    targets = prepare(settings)
    refuse_other_servers(targets, servers)
    transport = open_transport(targets, settings, clock, run_limits(targets, settings), pace_of)
    run = CheckRun(
        settings=settings,
        transport=transport,
        clock=clock,
        interruption=Interruption(),
        fuzzer=fuzzer,
        second_opinion_for=second_opinion_for,
    )
    sessions = open_sessions(targets, settings, transport, clock, hides_altered_secrets=True)
    return PreparedRun(
        documents=digests_of(contract_texts(targets)),
        transport=transport,
        do=CheckWorker(sessions, run).do,
    )


def refuse_other_servers(targets: Sequence[Target], servers: frozenset[str]) -> None:
    """Do nothing if a worker may call all servers of a run.

    A message in the queue must not be able to send the worker's credentials elsewhere.

    Raises:
        OptionError: It may not call one.
    """
    for target in targets:
        if target.origin not in servers:
            raise OptionError(
                "the worker may not call this server",
                where=target.contract.api,
                found=target.origin,
                allowed=", ".join(sorted(servers)),
                hint=f"start the worker with --server {target.origin}",
            )

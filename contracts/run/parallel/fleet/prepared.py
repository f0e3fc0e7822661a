"""A run of `contracts check` as a worker has prepared it: documents, sessions, connections."""

from collections.abc import Callable, Mapping, Sequence

from contracts.errors import OptionError
from contracts.http.client.transport import Pace, Transport
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.requests.targets import Target
from contracts.run.check import CheckRun, SecondOpinionFactory
from contracts.run.fuzzer_protocol import Fuzzer
from contracts.run.parallel.fleet.orders import digests_of
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.parallel.worker import CheckWorker
from contracts.run.preparation import connection_to, contract_texts, prepare, run_limits
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings


class PreparedCheck:
    """Does units of one run.

    Attributes:
        documents: Digest of each document by its file name.
    """

    def __init__(  # noqa: PLR0913 - what a run needs from outside
        self,
        settings: CheckSettings,
        clock: Clock,
        *,
        servers: frozenset[str],
        pace_of: Callable[[float], Pace],
        fuzzer: Fuzzer | None = None,
        second_opinion_for: SecondOpinionFactory | None = None,
    ) -> None:
        """Load the documents and open the sessions; nothing is sent.

        This worker may call `servers`; `pace_of` returns the pace of the whole run, from the
        seconds between two requests. The fuzzer and `second_opinion_for` are those of
        `contracts.run.check.check`.

        Raises:
            ContractsError: An option cannot be used, or a server may not be called.
            ContractError: A document cannot be used.
        """
        targets = prepare(settings)
        refuse_other_servers(targets, servers)
        limits = run_limits(targets, settings)
        pace = pace_of(1 / limits.per_second) if limits.per_second else None
        connection = connection_to(targets, settings)
        self._transport = Transport(limits, clock, connection=connection, pace=pace)
        sessions = open_sessions(
            targets, settings, self._transport, clock, hides_altered_secrets=True
        )
        self.documents: Mapping[str, str] = digests_of(contract_texts(targets))
        self._worker = CheckWorker(
            sessions,
            CheckRun(
                settings=settings,
                transport=self._transport,
                clock=clock,
                interruption=Interruption(),
                fuzzer=fuzzer,
                second_opinion_for=second_opinion_for,
            ),
        )

    def do(self, unit: Unit, share: Share) -> Partial:
        """Return the result of a unit.

        Raises:
            ContractsError: The command cannot do its work.
        """
        return self._worker.do(unit, share)

    def witnesses(self, partial: Partial) -> Mapping[str, str]:  # noqa: ARG002 - a check writes none
        """Return the witnesses of a result; with a fleet a check has none."""
        return {}

    def stop(self, reason: str) -> None:
        """Send nothing more; called from another thread."""
        self._transport.stop(reason)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


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

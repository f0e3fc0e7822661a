"""A run of `contracts fuzz` as a worker of a fleet has prepared it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.fuzz.campaign import fuzz_limits
from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.parallel.worker import FuzzRun, FuzzWorker
from contracts.fuzz.schemathesis.adapter import isolated_hypothesis
from contracts.http.client.transport import Pace, Transport
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.run.parallel.fleet.orders import digests_of
from contracts.run.parallel.fleet.prepared import refuse_other_servers
from contracts.run.parallel.fleet.witness_files import taken_texts
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.preparation import connection_to, contract_texts, prepare
from contracts.run.session import open_sessions
from contracts.run.settings.fuzz import FuzzSettings


class PreparedFuzz:
    """Does rounds of one run; its files are in a temporary folder of this machine.

    Attributes:
        documents: Digest of each document by its file name.
    """

    def __init__(
        self,
        settings: FuzzSettings,
        clock: Clock,
        *,
        servers: frozenset[str],
        pace_of: Callable[[float], Pace],
    ) -> None:
        """Load the documents and open the sessions; nothing is sent.

        This worker may call `servers`; `pace_of` returns the pace of the whole run, from the
        seconds between two requests.

        Raises:
            ContractsError: An option cannot be used, or a server may not be called.
            ContractError: A document cannot be used.
        """
        targets = prepare(settings)
        refuse_other_servers(targets, servers)
        self._folder = TemporaryDirectory(prefix="contracts-")
        home = Path(self._folder.name)
        self._cache, self._witnesses = home / "cache", home / "witnesses"
        own = replace(settings, corpus=home / "corpus", witnesses=self._witnesses)
        limits = fuzz_limits(targets, own)
        pace = pace_of(1 / limits.per_second) if limits.per_second else None
        connection = connection_to(targets, own)
        self._transport = Transport(limits, clock, connection=connection, pace=pace)
        self.documents: Mapping[str, str] = digests_of(contract_texts(targets))
        self._worker = FuzzWorker(
            open_sessions(targets, own, self._transport, clock),
            FuzzRun(
                settings=own,
                transport=self._transport,
                clock=clock,
                interruption=Interruption(),
                database=open_corpus(own.corpus, own.corpus_url),
            ),
        )

    def do(self, unit: Unit, share: Share) -> Partial:
        """Return the result of a round.

        Raises:
            ContractsError: The command cannot do its work.
        """
        with isolated_hypothesis(self._cache):
            return self._worker.do(unit, share)

    def witnesses(self, partial: Partial) -> Mapping[str, str]:
        """Return the witnesses of a result by file name, and delete them here."""
        return taken_texts(partial.report, self._witnesses)

    def stop(self, reason: str) -> None:
        """Send nothing more; called from another thread."""
        self._transport.stop(reason)

    def close(self) -> None:
        """Close all connections, and delete the files."""
        self._transport.close()
        self._folder.cleanup()

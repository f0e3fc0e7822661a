"""A run of `contracts fuzz` as a worker of a fleet has prepared it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from contracts.fuzz.campaign import fuzz_limits
from contracts.fuzz.corpus import open_corpus
from contracts.fuzz.fuzz_run import FuzzRun
from contracts.fuzz.parallel.worker import FuzzWorker
from contracts.fuzz.schemathesis.adapter import isolated_hypothesis
from contracts.http.client.transport import Pace
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.run.parallel.fleet.orders import digests_of
from contracts.run.parallel.fleet.prepared import PreparedRun, refuse_other_servers
from contracts.run.parallel.fleet.witness_files import taken_texts
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.preparation import contract_texts, open_transport, prepare
from contracts.run.session import open_sessions
from contracts.run.settings.fuzz import FuzzSettings


def prepare_fuzz(
    settings: FuzzSettings,
    clock: Clock,
    *,
    servers: frozenset[str],
    pace_of: Callable[[float], Pace],
) -> PreparedRun:
    """Load the documents of a run and open its sessions; nothing is sent.

    Its files are in a temporary folder of this machine. This worker may call `servers`; `pace_of`
    returns the pace of the whole run, from the seconds between two requests.

    Raises:
        ContractsError: An option cannot be used, or a server may not be called.
        ContractError: A document cannot be used.
    """
    targets = prepare(settings)
    refuse_other_servers(targets, servers)
    folder = TemporaryDirectory(prefix="contracts-")
    home = Path(folder.name)
    witnesses = home / "witnesses"
    own = replace(settings, corpus=home / "corpus", witnesses=witnesses)
    transport = open_transport(targets, own, clock, fuzz_limits(targets, own), pace_of)
    run = FuzzRun(
        settings=own,
        transport=transport,
        clock=clock,
        interruption=Interruption(),
        database=open_corpus(own.corpus, own.corpus_url),
    )
    worker = FuzzWorker(open_sessions(targets, own, transport, clock), run)

    def do(unit: Unit, share: Share) -> Partial:
        with isolated_hypothesis(home / "cache"):
            return worker.do(unit, share)

    return PreparedRun(
        documents=digests_of(contract_texts(targets)),
        transport=transport,
        do=do,
        witnesses=lambda partial: taken_texts(partial.report, witnesses),
        clean_up=folder.cleanup,
    )

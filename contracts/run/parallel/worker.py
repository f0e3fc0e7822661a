"""Does units of `contracts check`, one after the other, in whichever process it is.

A worker has what the run has (documents, options, credentials) from its own process, and gets what
is divided (operations, budgets) with each unit.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from contracts.http.client.limits import Limits, TrafficStats
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.deadline import Deadline
from contracts.http.interruption import SECONDS_FOR_JUDGING
from contracts.results.report import Report
from contracts.run.check import RETRY_TIME_SPENT, CheckRun, Examined, examine_here
from contracts.run.parallel.units import Partial, Share, Unit
from contracts.run.session import CheckSession, Part


class CheckWorker:
    """Examines the operations of one unit at a time."""

    def __init__(self, sessions: Sequence[CheckSession], run: CheckRun) -> None:
        """Begin without a unit.

        The run has the transport and the interruption of this worker; the limits of the transport
        are those of the whole run.
        """
        self._sessions = {session.target.contract.api: session for session in sessions}
        self._run = run
        self._limits = run.transport.limits
        self._tokens = next((session.recorder.tokens for session in sessions), None)

    def do(self, unit: Unit, share: Share) -> Partial:
        """Return the result of a unit.

        Raises:
            ContractsError: The command cannot do its work.
        """
        transport = self._run.transport
        before, kept = transport.tally, transport.kept_bytes
        transport.begin_part(limits_of_part(self._limits, share), share.elapsed)
        session = self._session(unit, share)
        examined = examine_here([session], self._run)
        origin = session.target.origin
        return Partial(
            number=unit.number,
            report=self._report(session, examined, before),
            stop="" if self._run.interruption.is_set else transport.refused_origin(origin),
            reached=examined.reached[0],
            kept_bytes=transport.kept_bytes - kept,
        )

    def _session(self, unit: Unit, share: Share) -> CheckSession:
        whole = self._sessions[unit.api]
        run = self._run
        deadline = Deadline(run.clock, run.settings.max_seconds)
        if run.settings.max_seconds:
            deadline.end_in(max(run.settings.max_seconds - share.elapsed, 0.0))
        run.interruption.when_set(partial(deadline.end_in, SECONDS_FOR_JUDGING))
        return replace(
            whole,
            target=replace(whole.target, chosen=frozenset(unit.operations)),
            recorder=Recorder(run.transport, run.clock, self._tokens),
            transport=run.transport,
            deadline=deadline,
            notes=(),  # said once for the whole run
            part=Part(is_part=unit.is_part, asks_each=unit.asks_each),
        )

    def _report(self, session: CheckSession, examined: Examined, before: TrafficStats) -> Report:
        settings, target = self._run.settings, session.target
        return Report(
            targets={target.contract.api: target.base_url},
            profile=settings.profile.name,
            seed=settings.seed,
            operations=tuple(examined.operations),
            findings=tuple(examined.findings),
            tally=traffic_since(before, self._run.transport),
            notes=(
                *examined.notes,
                *([RETRY_TIME_SPENT] if self._run.transport.has_stopped_retrying else []),
            ),
            is_unsafe=settings.is_unsafe,
            is_strict=settings.is_strict,
        )


def limits_of_part(whole: Limits, share: Share) -> Limits:
    """Return the limits of a unit: its share, and what it is a part of."""
    return replace(
        whole,
        max_requests=share.requests,
        max_total_bytes=share.received_bytes or whole.max_total_bytes,
        part_of_requests=whole.max_requests,
        part_of_bytes=whole.max_total_bytes,
    )


def traffic_since(before: TrafficStats, transport: Transport) -> TrafficStats:
    """Return what was sent and received since a moment."""
    now = transport.tally

    def fresh(counts: dict[str, int], known: dict[str, int]) -> dict[str, int]:
        grown = {name: count - known.get(name, 0) for name, count in counts.items()}
        return {name: count for name, count in grown.items() if count}

    return TrafficStats(
        methods=fresh(dict(now.methods), dict(before.methods)),
        origins=fresh(dict(now.origins), dict(before.origins)),
        received_bytes=now.received_bytes - before.received_bytes,
        refused=now.refused - before.refused,
    )

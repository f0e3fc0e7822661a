"""Adds to verdicts that were not exercised which option or success was missing."""

from collections.abc import Mapping
from dataclasses import replace

from contracts.checks.responses import success_seen
from contracts.probes.catalogue import PROBES
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, Verdict
from openapi.rules.outcome import Outcome

_ACCESS = "access"  # id of the probe that needs an option of its own, as it may lock an account


def with_known_reasons(
    report: OperationReport, probes: frozenset[str], profiles: Mapping[str, frozenset[str]]
) -> OperationReport:
    """Return a report whose unexercised verdicts state what was missing.

    That is either the option that runs a missing probe, or the reason why no success was seen,
    which names the missing credentials or parameter. `probes` were run; `profiles` has those of
    each profile, the quickest one first.
    """
    seen = report.verdict(success_seen.ID)
    success = seen.reason if seen and seen.outcome is Outcome.NOT_EXERCISED else ""
    is_known = success not in ("", NOTHING_SEEN)
    unseen = f"no success was seen: {success}" if is_known else NOTHING_SEEN

    def with_reason(verdict: Verdict) -> Verdict:
        if verdict.outcome is not Outcome.NOT_EXERCISED or verdict.reason != NOTHING_SEEN:
            return verdict
        return replace(verdict, reason=_missing_probe(verdict.rule, probes, profiles) or unseen)

    return replace(report, verdicts=tuple(map(with_reason, report.verdicts)))


def _missing_probe(
    rule: str, probes: frozenset[str], profiles: Mapping[str, frozenset[str]]
) -> str:
    """Return the option that runs a probe for a check; empty if one was run or there is none."""
    feeding = {probe.id for probe in PROBES if rule in probe.feeds}
    if not feeding or feeding & probes:
        return ""
    if _ACCESS in feeding:
        return "needs --probe-access for a remote server"
    profile = next((name for name, theirs in profiles.items() if feeding & theirs), "")
    return f"needs --profile {profile}" if profile else ""

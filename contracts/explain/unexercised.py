"""Why checks and rules were not exercised, where the options of the run are the reason."""

from collections.abc import Mapping
from dataclasses import replace

from contracts.checks.responses import success_seen
from contracts.probes.catalogue import PROBES
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, Verdict
from openapi.rules.outcome import Outcome

_ACCESS = "access"
"""Id of the probe that an option of its own allows, since it may lock an account."""


def with_known_reasons(
    report: OperationReport, probes: frozenset[str], profiles: Mapping[str, frozenset[str]]
) -> OperationReport:
    """Return a report whose unexercised verdicts name what was missing.

    That is a probe that did not run, with the option that runs it, or a success, with the reason
    that none was seen: it names the credentials or the parameter to give.

    Args:
        report: About one operation.
        probes: Ids of the probes that ran.
        profiles: Ids of the probes of each profile, the quickest first.
    """
    seen = report.verdict(success_seen.ID)
    success = seen.reason if seen and seen.outcome is Outcome.NOT_EXERCISED else ""
    unseen = f"no success was seen: {success}" if success else NOTHING_SEEN

    def with_reason(verdict: Verdict) -> Verdict:
        if verdict.outcome is not Outcome.NOT_EXERCISED or verdict.reason != NOTHING_SEEN:
            return verdict
        return replace(verdict, reason=_missing_probe(verdict.rule, probes, profiles) or unseen)

    return replace(report, verdicts=tuple(map(with_reason, report.verdicts)))


def _missing_probe(
    rule: str, probes: frozenset[str], profiles: Mapping[str, frozenset[str]]
) -> str:
    """Return the option that runs a probe for a check; empty if one ran or none is known."""
    feeding = {probe.id for probe in PROBES if rule in probe.feeds}
    if not feeding or feeding & probes:
        return ""
    if _ACCESS in feeding:
        return "needs --probe-access on a server elsewhere"
    profile = next((name for name, theirs in profiles.items() if feeding & theirs), "")
    return f"needs --profile {profile}" if profile else ""

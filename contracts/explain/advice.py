"""Why something was not exercised or proved, and which option helps, as one sentence.

Running the same command again is advised only where the answer may be another one by then.
"""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from contracts.checks.responses import success_seen
from contracts.probes.all_probes import PROBES
from contracts.results.report import OperationReport
from contracts.results.verdict import NOTHING_SEEN, Verdict, unexercised
from openapi.contract import Contract, Location, Operation, SecurityScheme
from openapi.rules.outcome import Outcome


def advice_on(report: OperationReport, contract: Contract, operation: Operation) -> str:
    """Return what to do about an operation that is not proved; empty if nothing is known."""
    reason = report.unverified_reason
    if "credentials are missing" in reason:
        return _on_credentials(contract, operation)
    if "404" in reason or "is known" in reason:
        paths = [p.name for p in operation.parameters if p.location is Location.PATH]
        name = reason.partition("no existing ")[2].partition(" is known")[0] or "".join(paths[-1:])
        return f"Give one with --param {shlex.quote(name)}=VALUE." if name else ""
    return next((advice for words, advice in _ADVICE.items() if words in reason), "")


_ADVICE = {
    "no example of": "Add an example of the body to the document.",
    "(--max-": "Raise the limit with that option, or check less.",
    "not permitted": "Permit it on the server, or give other credentials with --header.",
    "busy": "Send fewer requests in a second with --rate, or check when the server is less busy.",
    "interrupted": "Run the check to its end.",
}
"""What to do, by words of the reason."""


def _on_credentials(contract: Contract, operation: Operation) -> str:
    """Return how to give the credentials of an operation, with the names of its schemes."""
    ways = []
    for alternative in operation.security:
        schemes = [contract.security_schemes.get(name) for name in alternative]
        if schemes and all(schemes):
            options = [_option(scheme) for scheme in schemes if scheme]
            variables = [scheme.environment for scheme in schemes if scheme and scheme.environment]
            named = f" (or in {' and '.join(variables)})" if len(variables) == len(schemes) else ""
            ways.append(" and ".join(options) + named)
    shown = " or ".join(dict.fromkeys(ways)) or "--header 'Authorization: …'"
    return f"Give them with {shown}."


def _option(scheme: SecurityScheme) -> str:
    """Return the option that gives the credential of a scheme, without the credential."""
    if scheme.type == "apiKey" and scheme.location is not Location.HEADER:
        return f"--param {shlex.quote(scheme.parameter)}=…"
    if scheme.type == "apiKey":
        return f"--header {shlex.quote(f'{scheme.parameter}: …')}"
    word = "Basic" if scheme.scheme == "basic" else "Bearer"
    return f"--header 'Authorization: {word} …'"


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
        return unexercised(verdict.rule, missing.get(verdict.rule, unseen))

    missing = _missing_probes(probes, tuple(profiles.items()))
    return replace(report, verdicts=tuple(map(with_reason, report.verdicts)))


@cache
def _missing_probes(
    probes: frozenset[str], profiles: tuple[tuple[str, frozenset[str]], ...]
) -> Mapping[str, str]:
    """Return the option that runs a probe for each check of which none was run."""
    rules = {rule for probe in PROBES for rule in probe.feeds}
    found = {rule: _missing_probe(rule, probes, dict(profiles)) for rule in rules}
    return {rule: option for rule, option in found.items() if option}


def _missing_probe(
    rule: str, probes: frozenset[str], profiles: Mapping[str, frozenset[str]]
) -> str:
    """Return the option that runs a probe for a check; empty if one was run or there is none."""
    feeding = {probe.id for probe in PROBES if rule in probe.feeds}
    if feeding & probes:
        return ""
    if _ACCESS in feeding:
        return "needs --probe-access for a remote server"
    profile = next((name for name, theirs in profiles.items() if feeding & theirs), "")
    return f"needs --profile {profile}" if profile else ""

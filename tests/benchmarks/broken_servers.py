"""How many of the broken servers the checker finds, and whether it accuses a healthy one.

    python -m tests.benchmarks.broken_servers              every distinct server, in minutes
    python -m tests.benchmarks.broken_servers --every 8    every eighth
    python -m tests.benchmarks.broken_servers --all        what both APIs have, at both

Each server is checked as a team would check it: with its token, with the ids that the store has,
without random requests. What a short look does not find gets the look of the profile `ci`, which
healthy servers get at once. Ends with 1 when a healthy server is accused, or a defect is missed
that `MISSED` does not explain.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from contracts.http.clock import SystemClock
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES, Profile
from contracts.run.settings.values import parse_known
from tests.servers.catalogue import DEFECTS, FREEDOMS, once_each
from tests.servers.launch import serve

MISSED = {
    "elastic_path.empty-after-hundred": "from outside it is a store of a hundred jobs",
    "elastic_path.errors-missing": "no page documents the body of a refusal; reported as info",
    "elastic_path.listing-starts-jobs": "as if time did it; that started_at stays is undocumented",
    "elastic_path.escaped-letter-missed": "many small servers do not decode; reported as info",
    "placewise.escaped-digit-missed": "many small servers do not decode; reported as info",
}
"""Defects that are not found at their severity, each with the reason."""

SHORT = replace(PROFILES["smoke"], probes=PROFILES["ci"].probes, max_examples=1)
"""Every probe, with a short look at what lives on."""

LONG = replace(PROFILES["ci"], max_examples=1)
"""Every probe, with the look that pipelines have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The checker's findings about one server.

    Attributes:
        name: The server.
        found: Rule and severity of every finding.
    """

    name: str
    found: frozenset[tuple[str, str]]

    @property
    def severities(self) -> frozenset[str]:
        """The severities among the findings."""
        return frozenset(severity for _, severity in self.found)

    @property
    def is_missed(self) -> bool:
        """Whether it has a defect that is not found with its severity."""
        defect = DEFECTS.get(self.name)
        if defect is None:
            return False
        return "error" not in self.severities if defect.level == "error" else not self.found

    @property
    def is_wrong(self) -> bool:
        """Whether the checker's result is wrong."""
        return self.is_missed or self.is_accused

    @property
    def is_accused(self) -> bool:
        """Whether it is healthy and gets an error or an unexplained warning."""
        freedom = FREEDOMS.get(self.name)
        if freedom is None:
            return False
        is_warned = "warning" in self.severities and not freedom.may_warn
        return "error" in self.severities or is_warned


def judge(name: str) -> Verdict:
    """Return the checker's findings about one server."""
    verdict = look(name, SHORT if name in DEFECTS else LONG)
    return look(name, LONG) if verdict.is_missed and name not in MISSED else verdict


def look(name: str, profile: Profile) -> Verdict:
    """Check one server once."""
    entry = DEFECTS.get(name) or FREEDOMS[name]
    needs = getattr(entry, "needs", ())
    sets = frozenset({"lifecycle"}) if getattr(entry, "level", "") == "lifecycle" else frozenset()
    with serve(name) as running:
        second = {f"OTHER_{key}": value for key, value in running.other_environment.items()}
        settings = CheckSettings(
            targets=(f"{running.api}={running.base}",),
            specs=running.documents,
            profile=profile,
            rule_sets=sets,
            known_values=parse_known(running.parameters),
            environ={**running.environment, **(second if "other" in needs else {})},
            timeout_seconds=5.0,
            is_unsafe="unsafe" in needs or running.api == "notes",
        )
        report = check(settings, SystemClock())
    found = {(each.finding.rule, each.finding.severity.value) for each in report.findings}
    return Verdict(name=name, found=frozenset(found))


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """Return how many of each kind are found, or pass, one line for each kind."""
    lines = []
    for title, entries in (("broken", DEFECTS), ("healthy", FREEDOMS)):
        kinds = Counter(entries[v.name].kind for v in verdicts if v.name in entries)
        wrong = Counter(entries[v.name].kind for v in verdicts if v.name in entries and v.is_wrong)
        lines += [
            f"{title:8} {kind:10} {count - wrong[kind]:4} of {count:4}"
            for kind, count in sorted(kinds.items())
        ]
    return lines


def main(arguments: Sequence[str]) -> int:
    """Print the score; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.broken_servers")
    parser.add_argument("--every", type=int, default=1, help="only every n-th server")
    parser.add_argument("--all", action="store_true", help="what both APIs have, at both")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    chosen = (DEFECTS, FREEDOMS) if options.all else (once_each(DEFECTS), once_each(FREEDOMS))
    names = [name for entries in chosen for name in sorted(entries)[:: options.every]]
    with ProcessPoolExecutor(options.processes) as pool:
        verdicts = list(pool.map(judge, names))
    missed = [verdict for verdict in verdicts if verdict.is_missed]
    accused = [verdict for verdict in verdicts if verdict.is_accused]
    lines = [f"missed   {v.name}: {MISSED.get(v.name, 'NOT EXPLAINED')}" for v in missed]
    lines += [f"accused  {v.name}: {sorted(v.found)}" for v in accused]
    lines += table(verdicts)
    broken = sum(verdict.name in DEFECTS for verdict in verdicts)
    lines.append(
        f"{broken - len(missed)} of {broken} broken servers found, "
        f"{len(accused)} of {len(verdicts) - broken} healthy ones accused"
    )
    sys.stdout.write("\n".join([*lines, ""]))
    unexplained = [verdict for verdict in missed if verdict.name not in MISSED]
    return 1 if unexplained or accused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

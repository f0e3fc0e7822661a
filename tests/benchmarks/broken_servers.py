"""How many of the broken servers the checker finds, and whether it accuses a healthy one.

    python -m tests.benchmarks.broken_servers              every distinct server, in minutes
    python -m tests.benchmarks.broken_servers --every 8    every eighth

Each server is checked as a team would check it: with its token, with the ids that the store has,
without random requests. Ends with 1 when a healthy server is accused, or a defect is missed that
`MISSED` does not explain.
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from contracts.checking import check
from contracts.clock import SystemClock
from contracts.settings import PROFILES, Settings, parse_known
from tests.servers.catalogue import DEFECTS, FREEDOMS, once_each
from tests.servers.launch import serve

MISSED = {
    "elastic_path.empty-after-hundred": "from outside it is a store of a hundred jobs",
    "elastic_path.errors-missing": "no page documents the body of a refusal; told as info",
    "elastic_path.escaped-letter-missed": "many small servers do not decode; told as info",
    "placewise.escaped-digit-missed": "many small servers do not decode; told as info",
    "elastic_path.imported-rolled-back-on-end": "needs the longer look of the profile ci",
    "elastic_path.next-link-to-itself": "links are upstream knowledge; told as a warning",
    "elastic_path.old-protocol-fails": "HTTP/1.0 is not spoken by the checker",
    "placewise.anonymous-get-placeholder": "shows without a token, which is not tried off loopback",
}
"""Defects that are not found at their severity, each with the reason."""

THOROUGH = replace(PROFILES["smoke"], max_examples=1)
"""Every probe, with a short look at what lives on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checker said about one server.

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
        """Whether it is a defect that is not found at its severity."""
        defect = DEFECTS.get(self.name)
        if defect is None:
            return False
        return "error" not in self.severities if defect.level == "error" else not self.found

    @property
    def is_accused(self) -> bool:
        """Whether it is healthy and gets an error, or a warning that nothing explains."""
        freedom = FREEDOMS.get(self.name)
        if freedom is None:
            return False
        is_warned = "warning" in self.severities and not freedom.may_warn
        return "error" in self.severities or is_warned


def judge(name: str) -> Verdict:
    """Return what the checker says about one server."""
    entry = DEFECTS.get(name) or FREEDOMS[name]
    needs = getattr(entry, "needs", ())
    sets = frozenset({"lifecycle"}) if getattr(entry, "level", "") == "lifecycle" else frozenset()
    with serve(name) as running:
        second = {f"OTHER_{key}": value for key, value in running.other_environment.items()}
        settings = Settings(
            targets=(f"{running.api}={running.url}",),
            profile=THOROUGH,
            sets=sets,
            known=parse_known(running.parameters),
            environ={**running.environment, **(second if "other" in needs else {})},
            timeout_seconds=5.0,
            is_unsafe="unsafe" in needs,
        )
        report = check(settings, SystemClock())
    found = {(each.finding.rule, each.finding.severity.value) for each in report.findings}
    return Verdict(name=name, found=frozenset(found))


def main(arguments: Sequence[str]) -> int:
    """Print the score; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.broken_servers")
    parser.add_argument("--every", type=int, default=1, help="only every n-th server")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    names = [
        *sorted(once_each(DEFECTS))[:: options.every],
        *sorted(once_each(FREEDOMS))[:: options.every],
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        verdicts = list(pool.map(judge, names))
    missed = [verdict for verdict in verdicts if verdict.is_missed]
    accused = [verdict for verdict in verdicts if verdict.is_accused]
    lines = [f"missed   {v.name}: {MISSED.get(v.name, 'NOT EXPLAINED')}" for v in missed]
    lines += [f"accused  {v.name}: {sorted(v.found)}" for v in accused]
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

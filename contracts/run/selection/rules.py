"""Which rules and severities a run reports: `--only`, `--skip` and `--severity`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from contracts.checks.all_checks import CHECKS
from contracts.checks.responses import success_seen
from contracts.errors import OptionError
from contracts.results.finding import ORDER, ReportedFinding
from contracts.results.report import OperationReport
from openapi.contract import Contract, Severity
from openapi.errors import did_you_mean

FOREIGN_PREFIX = "schemathesis."
"""Ids of Schemathesis' rules begin like this; they are not checked for spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which rules and findings are reported."""

    only: frozenset[str] = frozenset()  # ids of checks and rules; none means all
    skip: frozenset[str] = frozenset()  # ids that are left out
    lowest: Severity = Severity.INFO  # findings of a lower severity are left out

    def covers(self, rule: str) -> bool:
        """Whether a rule is reported."""
        return rule not in self.skip and (not self.only or rule in self.only)

    def shows(self, rule: str) -> bool:
        """Whether the verdict of a rule is in the report.

        `success-seen` is, unless it is skipped by name: without a success no other verdict counts.
        """
        is_proof = rule == success_seen.ID
        return self.covers(rule) or (is_proof and rule not in self.skip)


def filter_report(
    selection: Selection, report: OperationReport, found: Iterable[ReportedFinding]
) -> tuple[OperationReport, tuple[ReportedFinding, ...]]:
    """Return the verdicts and findings of an operation that a selection keeps."""
    verdicts = tuple(each for each in report.verdicts if selection.shows(each.rule))
    return replace(report, verdicts=verdicts), select_findings(selection, found)


def select_findings(
    selection: Selection, found: Iterable[ReportedFinding]
) -> tuple[ReportedFinding, ...]:
    """Return the findings that a selection keeps."""
    return tuple(
        each
        for each in found
        if selection.covers(each.finding.rule)
        and ORDER[each.finding.severity] <= ORDER[selection.lowest]
    )


def check_rule_names(selection: Selection, contracts: Sequence[Contract]) -> None:
    """Refuse a selection that names an unknown check or rule, or leaves none.

    Raises:
        OptionError: A name is unknown, and the message has the nearest one; or each one that is
            chosen is left out, too.
    """
    known = [check.id for check in CHECKS if check.id != "rules"]
    known += [rule.id for contract in contracts for rule in contract.rules]
    for option, names in (("--only", selection.only), ("--skip", selection.skip)):
        for name in sorted(names):
            if name not in known and not name.startswith(FOREIGN_PREFIX):
                raise OptionError(
                    f"there is no check or rule called {name!r}{did_you_mean(name, known)}",
                    where=option,
                    allowed="an id from a report, such as schema",
                    hint="list them with contracts explain",
                )
    if selection.only and selection.only <= selection.skip:
        chosen = ", ".join(sorted(selection.only))
        raise OptionError(
            "no check or rule is left: --skip leaves out what --only chooses",
            where="--only, --skip",
            found=chosen,
            allowed="names in --only that --skip does not have",
            hint="leave one of the two options out, or name another check",
        )

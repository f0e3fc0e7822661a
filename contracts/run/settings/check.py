"""Settings of `contracts check`."""

from dataclasses import dataclass
from pathlib import Path

from contracts.run.settings.options import from_option, from_options
from contracts.run.settings.profiles import ACCESS, DOCUMENTED, PROFILES, Profile
from contracts.run.settings.reports import FORMAT, OUTPUT, REPORT, VERBOSE, read_reports
from contracts.run.settings.run import FLEET, RunSettings
from contracts.run.settings.values import ReportFile

LEAST_SECONDS = 0.1  # time for requests and judging, even if reading the documents took all


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings(RunSettings):
    """What a check run does."""

    profile: Profile = from_option(
        "--profile",
        read=PROFILES.__getitem__,
        choices=tuple(PROFILES),
        default="ci",
        is_default_shown=True,
        help="How thorough: documented requests (smoke), generated ones too (ci), many (full).",
        after="reading",
    )
    seed: int = from_option(
        "--seed",
        kind="integer",
        bounds=(0, 2**63),
        default=1,
        is_default_shown=True,
        help="The same seed sends the same requests; 0 to 2^63.",
        after="timeout",
    )
    is_probing_access: bool = from_option(
        "--probe-access",
        kind="flag",
        help="Try wrong credentials off this machine, too; this may lock an account.",
        after="unsafe",
    )
    is_dry_run: bool = from_option(
        "--dry-run",
        kind="flag",
        help="Show what would be sent, and send nothing.",
        after="allow_production",
    )
    reports: tuple[ReportFile, ...] = from_options((FORMAT, OUTPUT, REPORT), read_reports)
    is_verbose: bool = from_options((VERBOSE,))
    # Folder for a witness of every finding that fails the run; None for none.
    witnesses: Path | None = from_option(
        "--witnesses",
        kind="folder",
        metavar="DIR",
        help="Write the shortest requests that show each failing finding, for `contracts replay`.",
        after="baseline",
    )
    # Address of the Redis server of a fleet that does the run; None for this process.
    fleet: str | None = from_options((FLEET,), is_shown=False)
    # Ids of the probes that run beside the documented requests; None runs those of the profile.
    probes: frozenset[str] | None = None
    # Seconds of the run that were spent before anything was sent, as on reading the documents.
    spent_seconds: float = 0.0

    @property
    def whole_seconds(self) -> float:
        """Seconds that the whole command may take; 0 for no limit."""
        given = self.budget.max_seconds
        return self.profile.max_seconds if given is None else given

    @property
    def max_seconds(self) -> float:
        """Seconds of them that are left for requests, waiting, judging, shortening."""
        whole = self.whole_seconds
        return whole and max(whole - self.spent_seconds, LEAST_SECONDS)

    def probe_ids(self, *, is_local: bool) -> frozenset[str]:
        """Return the ids of the probes that run on a server.

        On a server that is not on this machine, the access probe might lock an account, and needs
        `is_probing_access`.
        """
        if self.probes is not None:
            return self.probes | {DOCUMENTED}
        is_access_allowed = is_local or self.is_probing_access
        return self.profile.probes - ({ACCESS} if not is_access_allowed else set())

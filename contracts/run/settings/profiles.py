"""Profiles: how thorough a run is."""

from collections.abc import Mapping
from dataclasses import dataclass

DOCUMENTED, ACCESS = "documented", "access"
"""Ids of the probe that every run begins with, and of the one that may lock an account."""

QUICK_PROBES = frozenset(
    {
        DOCUMENTED,
        "identities",
        "pagination-walk",
        "filters",
        "polling",
        "repetition",
        "read-back",
        "methods",
        ACCESS,
    }
)
ALL_PROBES = QUICK_PROBES | {"intake", "bodies", "names"}
"""Ids of `contracts.probes.all_probes`, whose import would make `--help` slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How thorough a run is."""

    name: str  # the value of `--profile`
    summary: str  # one line for `--help` and documents
    probes: frozenset[str]  # ids of the probes that run
    max_examples: int = 0  # random requests per operation and mode; 0 generates no request
    # The most time for random requests, per API; it only cuts on a slow server, and the report says
    # so. Examples and boundaries are not timed.
    fuzz_seconds: float = 0.0
    follow_seconds: float = 0.0  # time of polling at the end, for resources that may still change
    max_seconds: float = 600.0  # time of the whole run, judging included; `--max-time` replaces it


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            name="smoke",
            summary="the documented requests only",
            probes=QUICK_PROBES,
            follow_seconds=1.2,
            max_seconds=300.0,
        ),
        Profile(
            name="ci",
            summary="and generated requests: examples, every boundary, some random ones",
            probes=ALL_PROBES,
            max_examples=20,
            fuzz_seconds=120.0,
            follow_seconds=4.0,
        ),
        Profile(
            name="full",
            summary="and many more random ones",
            probes=ALL_PROBES,
            max_examples=100,
            fuzz_seconds=600.0,
            follow_seconds=6.0,
            max_seconds=1800.0,
        ),
    )
}

PROBES_OF_PROFILES = {name: profile.probes for name, profile in PROFILES.items()}
"""Ids of the probes of each profile, the quickest first."""

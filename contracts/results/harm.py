"""What a finding may do to users and clients, by which findings are ordered."""

from collections.abc import Mapping
from enum import StrEnum


class Harm(StrEnum):
    """The kinds of harm, worst first."""

    FAILURE = "server error"
    LEAK = "leak"
    ACCESS = "access"
    CONTRACT = "contract"
    HTTP = "http"


_BY_RULE: Mapping[str, Harm] = {
    "answered": Harm.FAILURE,
    "server-error": Harm.FAILURE,
    "no-internals": Harm.LEAK,
    "no-reflection": Harm.LEAK,
    "own-answer": Harm.LEAK,
    "write-only": Harm.LEAK,
    "access-enforced": Harm.ACCESS,
    "names-distinct": Harm.ACCESS,
    "charset": Harm.HTTP,
    "conditional": Harm.HTTP,
    "equivalent-requests": Harm.HTTP,
    "framing": Harm.HTTP,
    "head": Harm.HTTP,
    "http-headers": Harm.HTTP,
    "methods-allowed": Harm.HTTP,
}
"""The other checks, and all rules of contracts, are about the contract."""

RANK = {harm: place for place, harm in enumerate(Harm)}  # the order of the kinds, the worst first


def harm_of(rule: str) -> Harm:
    """Return what findings of a check or rule may do."""
    if rule.startswith("schemathesis."):
        return Harm.HTTP if rule.endswith("-method") else Harm.CONTRACT
    return _BY_RULE.get(rule, Harm.CONTRACT)

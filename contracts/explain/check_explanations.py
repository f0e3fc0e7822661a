"""Reads the packaged explanations of checks: their basis, a violation, and what they need."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openapi.loading.yaml import read_yaml

FILE = Path(__file__).with_name("check_explanations.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckExplanation:
    """The explanation of a check beside its summary."""

    rests_on: str  # the standard, or the part of the contract, that requires it
    broken: str  # an example of a violation, one clause
    needs: str = ""  # what a run needs to exercise the check; empty if every run does


@cache
def check_explanations() -> dict[str, CheckExplanation]:
    """Return the explanations by the id of the check."""
    return {
        name: CheckExplanation(
            rests_on=entry["rests on"], broken=entry["broken"], needs=entry.get("needs", "")
        )
        for name, entry in read_yaml(FILE).tree.items()
    }

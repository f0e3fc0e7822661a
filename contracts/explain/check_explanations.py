"""What a check rests on, what breaks it, and what it needs: the packaged explanations."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openapi.loading.yaml import read_yaml

FILE = Path(__file__).with_name("check_explanations.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckExplanation:
    """What there is to say of a check beside its sentence.

    Attributes:
        rests_on: The standard, or the part of the contract, that demands it.
        broken: An example that breaks it, one clause.
        needs: Without what it is not exercised; empty where every run exercises it.
    """

    rests_on: str
    broken: str
    needs: str = ""


@cache
def check_explanations() -> dict[str, CheckExplanation]:
    """Return the explanations by the id of the check."""
    return {
        name: CheckExplanation(
            rests_on=entry["rests on"], broken=entry["broken"], needs=entry.get("needs", "")
        )
        for name, entry in read_yaml(FILE).tree.items()
    }

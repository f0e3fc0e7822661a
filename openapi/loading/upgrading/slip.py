"""A mistake in an object, and how it is read."""

from openapi.json.rewriting import DELETE, Change
from openapi.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A mistake in an object."""

    rule: str  # id of the broken requirement
    pointer: str  # the place, relative to the object
    problem: str  # what is wrong, a clause whose subject is the kind of the object and the pointer
    found: str = ""  # what is there
    allowed: str = ""  # what is allowed there
    hint: str = ""  # how it is read
    change: Change | None = None  # the repair at `pointer`, or None if no change is needed


def left_out(rule: str, pointer: str, problem: str, *, allowed: str, found: str = "") -> Slip:
    """Return a mistake whose place is ignored."""
    return Slip(rule=rule, pointer=pointer, problem=problem, found=found, allowed=allowed,
                hint="ignored", change=DELETE)  # fmt: skip

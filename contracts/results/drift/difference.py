"""A difference in one place of a body, and the texts and counts that all of them share."""

from dataclasses import dataclass

from contracts.observations.shapes.views import View
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Impact

FIRM_COUNT = 3  # values from which on what they have in common is no chance
MANY = 10  # values from which on even what some of them have is no chance
MAX_SHOWN = 6  # values that a text names


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDifference:
    """One difference in one place."""

    kind: str  # a kind of change
    impact: Impact  # how likely it breaks a front end, if it is sure
    confidence: Confidence  # how sure it is
    message: str  # what has changed, one sentence without its full stop
    says: tuple[str, str]  # what either side says, one clause each
    # What either side says about the place, or about the object with the member.
    views: tuple[View, View]
    member: str = ""  # the member that it is about; empty if it is about the value itself
    # The types of the values that show it on either side; empty for any.
    types: tuple[str, str] = ("", "")


def how_sure(a: View, b: View, *, is_firm: bool) -> Confidence:
    """Return certain if nothing depends on how much was seen."""
    if is_firm and not (a.is_seen and b.is_seen):
        return Confidence.CERTAIN
    return trust(is_firm=is_firm)


def trust(*, is_firm: bool) -> Confidence:
    """Return firm, or tentative."""
    return Confidence.FIRM if is_firm else Confidence.TENTATIVE


def quoted(name: str) -> str:
    """Return how a message names a place."""
    return name if name.startswith(("an ", "the ")) else f"'{name}'"


def types_of(view: View) -> str:
    """Return the types of a view as text."""
    return " or ".join(sorted(view.types)) or "of any type"


def counted(view: View, text: str) -> str:
    """Return a text, with how many values were seen."""
    return f"{text} ({view.count} seen)" if view.is_seen else text


def nulls(view: View) -> str:
    """Return how often null was seen."""
    if view.shape is None:
        return "may be null"
    return f"null in {view.shape.of_type('null')} of {view.count}"


def listed(words: frozenset[str] | None, view: View) -> str:
    """Return the first words of a closed set."""
    shown = ", ".join(sorted(words or ())[:MAX_SHOWN])
    more = len(words or ()) - MAX_SHOWN
    return counted(view, shown + (f" and {more} more" if more > 0 else ""))


def presence(view: View, name: str) -> str:
    """Return how many objects have a member, or how it is documented."""
    if view.is_seen:
        return f"present in {view.seen_with(name)} of {view.objects}"
    if name not in view.members:
        return "not documented"
    return "required" if name in view.required else "optional"


def place_name(token: str, above: str) -> str:
    """Return how messages name a place: by its key, or as an item of the key above."""
    if token != "*":  # noqa: S105 - of a pointer
        return token
    return f"an item of '{above}'" if above else "an item"

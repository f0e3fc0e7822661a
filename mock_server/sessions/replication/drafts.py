"""Drafts: what a function has changed, before the change is certain to count, or is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.sessions.replication.cells import Cell, has_era
from mock_server.sessions.replication.fields import DELETED, RESET, RESTART
from mock_server.sessions.sessions import Session
from openapi.json.types import JSON

T = TypeVar("T")
Cells = Mapping[str, Mapping[str, Cell]]  # cells by owner and field


def store_gone(*, is_unknown: bool = False) -> ToolProblem:
    """Return the problem that a change is refused, since other replicas would not know of it.

    With `is_unknown`, the store was lost while it was written. The reason, with the address of the
    store, is for those who may read `/__admin/health`, not for every client.
    """
    outcome = "The change is refused"
    if is_unknown:
        outcome = "It is not known whether the change was made"
    return ToolProblem(
        503,
        ProblemId.STORE_GONE,
        f"{outcome}: the store that this mock shares its sessions through cannot be "
        "reached. What was chosen before goes on",
        advice="repeat it when GET /__admin/health says ok, which has the reason; the mock "
        "connects again by itself",
    )


@dataclass(slots=True)
class Draft:
    """What an attempt has changed so far, and how to undo it."""

    fields: dict[str, dict[str, JSON]] = field(default_factory=dict)  # by owner and field
    before: dict[str, Session | None] = field(default_factory=dict)  # None: there was none
    is_choice: bool = False  # whether a client has asked for a change

    def add(self, owner: str, fields: Mapping[str, JSON]) -> None:
        """Note new values."""
        if DELETED in fields or RESET in fields:
            self.fields.pop(owner, None)
        known = self.fields.setdefault(owner, {})
        if RESTART in fields:
            kept = {k: v for k, v in known.items() if not has_era(k)}
            self.fields[owner] = known = kept
        known |= fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[T]):
    """What a function has returned, and what it would change."""

    result: T  # what it has returned
    cells: Cells  # the changes
    is_choice: bool  # whether a client has asked for one of them

"""Drafts: what a function has changed, before it is certain that the change counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mock_server.sessions.replication.cells import Cell, has_era
from mock_server.sessions.replication.fields import DELETED, RESET, RESTART
from mock_server.sessions.sessions import Session
from openapi.json.types import JSON

T = TypeVar("T")

Cells = Mapping[str, Mapping[str, Cell]]  # cells by owner and field


@dataclass(slots=True)
class Draft:
    """What an attempt has changed so far, and how to undo it."""

    # New values by owner and field.
    fields: dict[str, dict[str, JSON]] = field(default_factory=dict)
    # Each session as it was; None for one that did not exist.
    before: dict[str, Session | None] = field(default_factory=dict)
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

"""The JSON around the list on a page, as bytes that are encoded once."""

from dataclasses import dataclass
from typing import Self

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario, Scenario
from mock_server.scenarios.templates.scope import Scope
from openapi.json.parsing import dump_json
from openapi.json.pointers import exists, removed, replaced

_PLACEHOLDERS = {name: f"\u0000{name}" for name in ("items", "links", "next")}
"""Placeholders for the list, the links and the next cursor; no body has a NUL by accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A body as bytes, cut at the list, at the links and at the next cursor.

    Attributes:
        pieces: The bytes before the first cut, between the cuts, and after the last one.
        names: What belongs between the pieces: `items`, `links` or `next`.
    """

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]

    @classmethod
    def build(cls, plan: ListScenario, scope: Scope, *, has_next: bool = True) -> Self:
        """Return the envelope of a list in a scope.

        Args:
            plan: The list.
            scope: What operators in the envelope depend on.
            has_next: Whether the body has a place for the cursor of the next page.
        """
        # The placeholder is an item of the list, so that the brackets remain around the records.
        body = replaced(plan.envelope.evaluate(scope), plan.items, [_PLACEHOLDERS["items"]])
        if plan.links:
            body = replaced(body, plan.links, _PLACEHOLDERS["links"])
        if plan.next and has_next:
            body = replaced(body, plan.next, _PLACEHOLDERS["next"])
        elif plan.next and exists(body, plan.next):
            body = removed(body, plan.next)
        data = dump_json(body)
        places = {name: data.find(dump_json(text)) for name, text in _PLACEHOLDERS.items()}
        names = sorted((name for name, at in places.items() if at >= 0), key=places.__getitem__)
        pieces = []
        for name in names:
            piece, _, data = data.partition(dump_json(_PLACEHOLDERS[name]))
            pieces.append(piece)
        return cls(pieces=(*pieces, data), names=tuple(names))

    def wrap(self, records: bytes, links: bytes, following: bytes = b"null") -> bytes:
        """Return the whole body.

        Args:
            records: The JSON of the records, separated by commas.
            links: The JSON of the links.
            following: The JSON of the cursor of the next page.
        """
        texts = {"items": records, "links": links, "next": following}
        parts = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            parts += (texts[name], piece)
        return b"".join(parts)


def list_plan(scenario: Scenario) -> ListScenario:
    """Return the plan of a scenario that answers with a list.

    Raises:
        ScenarioError: It answers with one resource.
    """
    if not isinstance(scenario.plan, ListScenario):
        raise ScenarioError(f"scenario {scenario.name!r} does not answer with a list")
    return scenario.plan

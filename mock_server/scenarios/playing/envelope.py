"""The JSON around the list on a page, as bytes that are encoded once."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario, Scenario
from mock_server.scenarios.playing.page_links import LinkFormat, detect_link_format
from mock_server.scenarios.templates.scope import Scope
from openapi.contract import Schema
from openapi.json.parsing import dump_json
from openapi.json.pointers import replaced, tokens
from openapi.schema.walk import members

_ITEMS, _LINKS = "\u0000items", "\u0000links"
"""Placeholders for the list and the links; no body has a NUL by accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A body as bytes, cut at the list and at the links.

    Attributes:
        pieces: The bytes before the first cut, between the two, and after the second.
        links_first: Whether the links come before the list.
    """

    pieces: tuple[bytes, ...]
    links_first: bool

    @classmethod
    def build(cls, plan: ListScenario, scope: Scope) -> Self:
        """Return the envelope of a list in a scope."""
        # The placeholder is an item of the list, so that the brackets remain around the records.
        body = replaced(plan.envelope.evaluate(scope), plan.items, [_ITEMS])
        if plan.links:
            body = replaced(body, plan.links, _LINKS)
        items, links = dump_json(_ITEMS), dump_json(_LINKS)
        data = dump_json(body)
        links_first = plan.links != "" and data.index(links) < data.index(items)
        first, second = (links, items) if links_first else (items, links)
        head, _, rest = data.partition(first)
        middle, _, tail = rest.partition(second)
        return cls(pieces=(head, middle, tail), links_first=links_first)

    def wrap(self, records: bytes, links: bytes) -> bytes:
        """Return the whole body."""
        head, middle, tail = self.pieces
        first, second = (links, records) if self.links_first else (records, links)
        return b"".join((head, first, middle, second, tail))


@lru_cache(maxsize=64)
def link_format(scenario: Scenario) -> LinkFormat:
    """Return how the links of a scenario's pages are written."""
    plan = list_plan(scenario)
    response = scenario.operation.response_for(plan.status)
    media = response.media_type() if response else None
    if media is None or media.schema is None:
        return LinkFormat()
    return detect_link_format(_schema_at(media.schema, plan.links))


def _schema_at(schema: Schema, pointer: str) -> Schema | None:
    schemas: tuple[Schema, ...] = (schema,)
    for token in tokens(pointer):
        schemas = members(schemas, token)
    return schemas[0] if schemas else None


def list_plan(scenario: Scenario) -> ListScenario:
    """Return the plan of a scenario that answers with a list.

    Raises:
        ScenarioError: It answers with one resource.
    """
    if not isinstance(scenario.plan, ListScenario):
        raise ScenarioError(f"scenario {scenario.name!r} does not answer with a list")
    return scenario.plan

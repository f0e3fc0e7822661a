"""The JSON around the list on a page, as bytes that are encoded once."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario, Scenario
from mock_server.scenarios.playing.page_marks import PageFormat, page_format
from mock_server.scenarios.templates.scope import Scope
from openapi.json.parsing import dump_json
from openapi.json.pointers import exists, removed, replaced, with_value

_MARK = "\u0000"  # the beginning of a placeholder for a cut; no body has a NUL by accident


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A body as bytes, cut at the list, at the links and at the next cursor."""

    pieces: tuple[bytes, ...]  # the bytes before, between and after the cuts
    names: tuple[str, ...]  # between the pieces: `items`, `links`, `next`, or a URL's pointer

    @classmethod
    def build(
        cls, plan: ListScenario, scope: Scope, *, absent: AbstractSet[str] = frozenset()
    ) -> Self:
        """Return the envelope of a list in a scope.

        `absent` are the names of the cuts whose members the body does not have.
        """
        # The placeholder is an item of the list, so that the brackets remain around the records.
        body = replaced(plan.envelope.evaluate(scope), plan.items, [f"{_MARK}items"])
        urls = plan.pagination.urls.values() if plan.pagination else ()
        cuts = {"links": plan.links, "next": plan.next, **{url: url for url in urls}}
        for name, pointer in cuts.items():
            if pointer and name not in absent:
                body = with_value(body, pointer, f"{_MARK}{name}")
            elif pointer and exists(body, pointer):
                body = removed(body, pointer)
        data = dump_json(body)
        marks = {name: dump_json(f"{_MARK}{name}") for name in ("items", *cuts)}
        places = {name: data.find(text) for name, text in marks.items()}
        names = sorted((name for name, at in places.items() if at >= 0), key=places.__getitem__)
        pieces = []
        for name in names:
            piece, _, data = data.partition(marks[name])
            pieces.append(piece)
        return cls(pieces=(*pieces, data), names=tuple(names))

    def wrap(self, records: bytes, members: Mapping[str, bytes]) -> bytes:
        """Return the whole body.

        `records` are separated by commas; `members` are the JSON between the other pieces, by name.
        """
        parts = [self.pieces[0]]
        for name, piece in zip(self.names, self.pieces[1:], strict=True):
            parts += (records if name == "items" else members[name], piece)
        return b"".join(parts)


def list_plan(scenario: Scenario) -> ListScenario:
    """Return the plan of a scenario that answers with a list.

    Raises:
        ScenarioError: It answers with one resource.
    """
    if not isinstance(scenario.plan, ListScenario):
        raise ScenarioError(f"scenario {scenario.name!r} does not answer with a list")
    return scenario.plan


@lru_cache(maxsize=64)
def scenario_page_format(scenario: Scenario) -> PageFormat:
    """Return how the pages of a scenario are written.

    Raises:
        ScenarioError: It does not answer with a list.
    """
    plan = list_plan(scenario)
    response = scenario.operation.response_for(plan.status)
    media = response.media_type() if response else None
    return page_format(scenario.operation, media, None)

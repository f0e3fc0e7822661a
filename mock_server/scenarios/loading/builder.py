"""From the tree of a scenario file to a `Scenario` of one contract."""

from collections.abc import Mapping
from functools import partial

from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.loading.initial_bodies import (
    initial_item_body,
    initial_page_body,
    initial_resource_body,
    list_pointer,
)
from mock_server.scenarios.loading.reading_changes import ReadingChanges
from mock_server.scenarios.loading.timelines import TimelineBuilder
from mock_server.scenarios.model.scenario import ListScenario, ResourceScenario, Scenario
from mock_server.scenarios.model.timeline import Series
from mock_server.scenarios.templates.compiler import Compiler
from mock_server.scenarios.templates.operators import OPERATORS, parse_duration
from openapi.contract import Contract, Location, Operation, PageKind, Pagination
from openapi.errors import did_you_mean
from openapi.json.pointers import exists, join, replaced, with_value
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile
from openapi.parameters.shape import shape_of
from openapi.text.previews import preview


def build_scenario(file: YamlFile, contract: Contract, changes: ReadingChanges) -> Scenario:
    """Return the scenario of a file whose shape has been checked.

    The changes are those of bodies for the chosen readings.

    Raises:
        ScenarioError: The file does not fit the contract, or a template is invalid.
    """
    operation = _operation(file, contract)
    try:
        return _Builder(file, contract, operation, changes).scenario()
    except TemplateError as error:
        raise ScenarioError(
            f"scenario {file.tree['scenario']!r}: {error.what}",
            where=file.location(error.at),
            found=error.found,
            allowed=error.allowed,
        ) from error


def _operation(file: YamlFile, contract: Contract) -> Operation:
    wanted = file.tree["operation"]
    operation = contract.operation(wanted)
    if operation is None:
        known = [known.id for known in contract.operations]
        raise ScenarioError(
            f"{contract.api} has no operation {wanted!r}{did_you_mean(wanted, known)}",
            where=file.location("/operation"),
            found=wanted,
            allowed=", ".join(known),
        )
    return operation


class _Builder:
    """Builds one scenario."""

    def __init__(
        self, file: YamlFile, contract: Contract, operation: Operation, changes: ReadingChanges
    ) -> None:
        self.file = file
        self.tree: Mapping[str, JSON] = file.tree
        self.contract = contract
        self.operation = operation
        self.initial = partial(initial_resource_body, operation)
        self.timelines = TimelineBuilder(file=file, changes=changes)
        digits = changes.digits if changes.digits != "" else self.tree.get("time-digits", 3)
        self.compiler = Compiler(
            operators={**OPERATORS, "$each": self.timelines.each_operator()},
            digits=None if digits == "date" else digits,
            parameters=tuple(parameter.name for parameter in operation.parameters),
        )

    def scenario(self) -> Scenario:
        tree = self.tree
        return Scenario(
            name=tree["scenario"],
            api=self.contract.api,
            operation=self.operation,
            description=" ".join(tree["shows"].split()),
            is_default=tree.get("default", False),
            known=self._known(),
            expected_findings=tuple(tree.get("expects", ())),
            tick=self._tick(),
            digits=self.compiler.digits,
            plan=self._single() if "timeline" in tree else self._list(),
            contract=self.contract,
            file=self.file.file,
        )

    def _tick(self) -> int:
        tick = parse_duration(self.tree.get("tick", "100ms"), "/tick")
        if tick < 1:
            raise TemplateError("a tick must not be zero or negative", at="/tick",
                                found=self.tree["tick"], allowed="1ms or more")  # fmt: skip
        return tick

    def _known(self) -> tuple[Mapping[str, JSON], ...]:
        known: list[Mapping[str, JSON]] = self.tree.get("known", [])
        for index, identity in enumerate(known):
            for name in identity:
                if name not in self.compiler.parameters:
                    raise TemplateError(
                        f"{self.operation.id} has no parameter {name!r}"
                        f"{did_you_mean(name, self.compiler.parameters)}",
                        at=join("/known", index, name),
                        found=name,
                        allowed=", ".join(self.compiler.parameters),
                    )
        return tuple(known)

    def _single(self) -> ResourceScenario:
        items = self.operation.pagination or (self.operation.polling and self.operation.polling.key)
        if items:
            raise TemplateError(
                f"{self.operation.id} answers with a list", at="/timeline", found="timeline",
                allowed="resources",
            )  # fmt: skip
        build = partial(self.timelines.timeline, compiler=self.compiler, initial=self.initial)
        values, timeline = build(self.tree, "")
        unknown = None
        if "unknown" in self.tree:
            raw = {"timeline": [{"at": "0s", **self.tree["unknown"]}]}
            _, lone = build(raw, "/unknown")
            unknown = lone.keyframes[0]
        return ResourceScenario(values=values, timeline=timeline, unknown=unknown)

    def _list(self) -> ListScenario:
        pagination, items = self.operation.pagination, list_pointer(self.operation)
        if not items and pagination is None:
            raise TemplateError(
                f"{self.operation.id} does not answer with a list", at="/resources",
                found="resources", allowed="timeline",
            )  # fmt: skip
        initial = initial_page_body(self.operation)
        envelope = self.tree.get("envelope", initial.tree)
        if not exists(envelope, items):
            raise TemplateError("the envelope has no place for the list", at="/envelope",
                                found=preview(envelope), allowed=f"a list at {items}")  # fmt: skip
        links = pagination.links if pagination and self.tree.get("links", True) else ""
        cursor = pagination.next if pagination else ""
        for place, value in ((links, {}), (cursor, None)):
            if place and not exists(envelope, place):
                envelope = with_value(envelope, place, value)
        return ListScenario(
            series=tuple(self._series(raw, i) for i, raw in enumerate(self.tree["resources"])),
            envelope=self.compiler.compile(replaced(envelope, items, []), "/envelope"),
            items=items,
            status=initial.status,
            media_type=initial.media_type,
            pagination=pagination,
            links=links,
            next=cursor,
            max_offset=_max_offset(self.operation, pagination) if pagination else None,
        )

    def _series(self, raw: Mapping[str, JSON], index: int) -> Series:
        at = f"/resources/{index}"
        initial = partial(initial_item_body, self.operation)
        return self.timelines.series(raw, raw["count"], at, self.compiler, initial)


def _max_offset(operation: Operation, pagination: Pagination) -> int | None:
    parameter = operation.parameter(Location.QUERY, pagination.position)
    if parameter is None or pagination.kind is not PageKind.OFFSET:
        return None
    maximum = shape_of(parameter.schema).definition.get("maximum")
    return int(maximum) if maximum is not None else None

"""From the tree of a scenario file to a `Scenario` of one contract."""

from collections.abc import Callable, Mapping

from mock_server.scenarios.errors import ScenarioError, TemplateError
from mock_server.scenarios.loading.initial_bodies import (
    InitialBody,
    initial_item_body,
    initial_page_body,
    initial_resource_body,
)
from mock_server.scenarios.loading.keyframes import (
    RawKeyframe,
    merge_templates,
    set_in_body,
    with_ramp,
)
from mock_server.scenarios.loading.reading_changes import ReadingChanges
from mock_server.scenarios.model.scenario import ListScenario, ResourceScenario, Scenario
from mock_server.scenarios.model.timeline import Keyframe, RepeatedResources, Series, Timeline
from mock_server.scenarios.templates.compiler import Compiler, OperatorSpec
from mock_server.scenarios.templates.operators import OPERATORS
from mock_server.scenarios.templates.scope import Node
from openapi.contract import Contract, Location, Operation
from openapi.errors import did_you_mean
from openapi.json.pointers import exists, join, replaced
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile
from openapi.schema.validation import preview
from openapi.text import durations

MAX_PARTS = 10_000
"""Things in one list inside a body."""


def build_scenario(file: YamlFile, contract: Contract, wording: ReadingChanges) -> Scenario:
    """Return the scenario of a file whose shape has been checked.

    Raises:
        ScenarioError: It does not fit the contract, or an operator is not as it must be.
    """
    operation = _operation(file, contract)
    try:
        return _Builder(file, contract, operation, wording).scenario()
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


_Open = Callable[[Mapping[str, JSON], str], InitialBody]


class _Builder:
    """Builds one scenario; knows the file for messages."""

    def __init__(
        self, file: YamlFile, contract: Contract, operation: Operation, wording: ReadingChanges
    ) -> None:
        self.file = file
        self.tree: Mapping[str, JSON] = file.tree
        self.contract = contract
        self.operation = operation
        self.wording = wording
        digits = wording.digits if wording.digits != "" else self.tree.get("time-digits", 3)
        each = OperatorSpec(
            compile=self._each_operator,
            options=frozenset({"begin", "every", "values", "ramps", "timeline"}),
        )
        self.compiler = Compiler(
            operators={**OPERATORS, "$each": each},
            digits=None if digits == "date" else digits,
            parameters=tuple(parameter.name for parameter in operation.parameters),
        )

    def scenario(self) -> Scenario:
        """Return the scenario."""
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
        tick = self._duration(self.tree.get("tick", "100ms"), "/tick")
        if tick < 1:
            raise TemplateError("a tick has a length", at="/tick", found=self.tree["tick"],
                                allowed="1ms or more")  # fmt: skip
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
                allowed="things",
            )  # fmt: skip
        values, timeline = self._timeline(self.tree, "", self.compiler, self._open_single)
        unknown = None
        if "unknown" in self.tree:
            lone = {"timeline": [{"at": "0s", **self.tree["unknown"]}]}
            unknown = self._timeline(lone, "/unknown", self.compiler, self._open_single)[
                1
            ].keyframes[0]
        return ResourceScenario(values=values, timeline=timeline, unknown=unknown)

    def _list(self) -> ListScenario:
        pagination, polling = self.operation.pagination, self.operation.polling
        items = pagination.items if pagination else polling.items if polling else ""
        if not items:
            raise TemplateError(
                f"{self.operation.id} does not answer with a list", at="/things", found="things",
                allowed="timeline",
            )  # fmt: skip
        opening = initial_page_body(self.operation)
        envelope = self.tree.get("envelope", opening.tree)
        if not exists(envelope, items):
            raise TemplateError("the envelope has no place for the list", at="/envelope",
                                found=preview(envelope), allowed=f"a list at {items}")  # fmt: skip
        links = pagination.links if pagination and self.tree.get("links", True) else ""
        if links and not exists(envelope, links):
            envelope = replaced(envelope, links, {})
        return ListScenario(
            things=tuple(
                self._series(
                    thing, thing["count"], f"/things/{index}", self.compiler, self._open_thing
                )
                for index, thing in enumerate(self.tree["things"])
            ),
            envelope=self.compiler.compile(replaced(envelope, items, []), "/envelope"),
            items=items,
            status=opening.status,
            media_type=opening.media_type,
            pagination=pagination,
            links=links,
            max_offset=_maximum(self.operation, pagination.offset) if pagination else None,
        )

    def _open_single(self, raw: Mapping[str, JSON], pointer: str) -> InitialBody:
        return initial_resource_body(self.operation, raw, pointer)

    def _open_thing(self, raw: Mapping[str, JSON], pointer: str) -> InitialBody:
        return initial_item_body(self.operation, raw, pointer)

    def _each_operator(self, compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
        count = raw["$each"]
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MAX_PARTS:
            raise TemplateError("$each needs how many", at=join(at, "$each"), found=preview(count),
                                allowed=f"0 to {MAX_PARTS}")  # fmt: skip
        if "timeline" not in raw:
            raise TemplateError("$each needs a timeline", at=at, found=", ".join(raw),
                                allowed="timeline: [{at: 0s, body: ...}, ...]")  # fmt: skip
        series = self._series(raw, count, at, compiler, _open_part)
        return RepeatedResources(series=series, is_still=series.is_still)

    def _series(
        self, raw: Mapping[str, JSON], count: int, at: str, compiler: Compiler, opening: _Open
    ) -> Series:
        values, timeline = self._timeline(raw, at, compiler, opening)
        return Series(
            label=at,
            count=count,
            begin=self._duration(raw.get("begin", "0s"), join(at, "begin")),
            every=self._duration(raw.get("every", "0s"), join(at, "every")),
            values=values,
            timeline=timeline,
        )

    def _timeline(
        self, raw: Mapping[str, JSON], at: str, compiler: Compiler, opening: _Open
    ) -> tuple[Mapping[str, Node], Timeline]:
        """Return the values and the timeline of a thing: the scenario's, a list's, a part's."""
        values: dict[str, Node] = {}
        for name, template in raw.get("values", {}).items():
            values[name] = compiler.compile(template, join(at, "values", name))
            compiler = compiler.with_names(name)
        frames: list[RawKeyframe] = []
        for index, keyframe in enumerate(raw["timeline"]):
            # `unknown` is a keyframe without a list around it.
            pointer = at if at == "/unknown" else join(at, "timeline", index)
            self._check_templates(keyframe, pointer, compiler)
            frames.append(self._frame(keyframe, pointer, opening, frames[-1] if frames else None))
        trees = [frame.tree for frame in frames]
        for index, ramp in enumerate(raw.get("ramps", ())):
            trees = with_ramp(frames, trees, ramp, join(at, "ramps", index))
        if opening is not _open_part:
            trees = [
                self.wording.apply(tree) if frame.is_modified else tree
                for frame, tree in zip(frames, trees, strict=True)
            ]
        keyframes = tuple(
            self._keyframe(frame, tree, join(at, "body"), compiler)
            for frame, tree in zip(frames, trees, strict=True)
        )
        return values, Timeline(keyframes=keyframes)

    @staticmethod
    def _check_templates(raw: Mapping[str, JSON], pointer: str, compiler: Compiler) -> None:
        """Compile what a keyframe adds where it stands, so that messages name its line."""
        for key in ("body", "merge"):
            compiler.compile(raw.get(key), join(pointer, key))
        for place, value in raw.get("set", {}).items():
            compiler.compile(value, join(pointer, "set", place))

    def _frame(
        self, raw: Mapping[str, JSON], pointer: str, opening: _Open, before: RawKeyframe | None
    ) -> RawKeyframe:
        at = self._duration(raw["at"], join(pointer, "at"))
        expected = before.at if before else 0
        if at != 0 if before is None else at <= expected:
            raise TemplateError(
                "keyframes are not in order",
                at=join(pointer, "at"),
                found=raw["at"],
                allowed=f"after {durations.format_duration(expected)}"
                if before
                else "0s in the first one",
            )
        opens = before is None or not raw.keys().isdisjoint({"status", "example", "body"})
        opened = opening(raw, pointer) if before is None or opens else before.opening
        tree = opened.tree if before is None or opens else before.tree
        tree = merge_templates(tree, raw.get("merge", {}))
        for place, value in raw.get("set", {}).items():
            tree = set_in_body(tree, place, value, join(pointer, "set", place))
        retry = raw.get("retry-after", "")
        was = before.retry_after if before else None
        return RawKeyframe(
            raw=raw,
            at=at,
            pointer=pointer,
            opening=opened,
            has_own_body=opens,
            is_modified=not raw.keys().isdisjoint({"body", "merge", "set"})
            or (not opens and before is not None and before.is_modified),
            tree=tree,
            retry_after=was if retry == "" else self._seconds(retry, join(pointer, "retry-after")),
        )

    def _keyframe(self, frame: RawKeyframe, tree: JSON, at: str, compiler: Compiler) -> Keyframe:
        return Keyframe(
            at=frame.at,
            name=frame.raw.get("name", durations.format_duration(frame.at)),
            body=compiler.compile(tree, at),
            status=frame.opening.status,
            media_type=frame.opening.media_type,
            retry_after=frame.retry_after,
            fault=frame.raw.get("fault", ""),
            where=self.file.location(frame.pointer),
        )

    def _seconds(self, text: JSON, at: str) -> int | None:
        return None if text is None else -(-self._duration(text, at) // 1000)

    @staticmethod
    def _duration(text: JSON, at: str) -> int:
        try:
            return durations.parse_milliseconds(str(text))
        except ValueError as error:
            raise TemplateError(str(error), at=at, found=preview(text),
                                allowed="whole milliseconds")  from error  # fmt: skip


def _open_part(raw: Mapping[str, JSON], pointer: str) -> InitialBody:
    if "body" not in raw:
        raise TemplateError("a part of a body begins with a body", at=pointer,
                            found=", ".join(raw), allowed="body: ...")  # fmt: skip
    return InitialBody(status=0, media_type="", tree=raw["body"])


def _maximum(operation: Operation, name: str) -> int | None:
    parameter = operation.parameter(Location.QUERY, name)
    if parameter is None:
        return None
    schema, _ = dereference(parameter.schema.root, parameter.schema.definition)
    maximum = schema.get("maximum")
    return int(maximum) if maximum is not None else None

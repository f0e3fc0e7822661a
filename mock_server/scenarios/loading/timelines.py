"""From the timelines of a scenario file, as YAML has them, to compiled ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.loading.initial_bodies import InitialBody
from mock_server.scenarios.loading.keyframes import (
    RawKeyframe,
    merge_templates,
    set_in_body,
    with_ramp,
)
from mock_server.scenarios.loading.reading_changes import ReadingChanges
from mock_server.scenarios.model.timeline import Keyframe, RepeatedResources, Series, Timeline
from mock_server.scenarios.templates.compiler import Compiler, OperatorSpec
from mock_server.scenarios.templates.operators import parse_duration
from mock_server.scenarios.templates.scope import Node
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile
from openapi.text import durations
from openapi.text.previews import preview

MAX_REPEATED = 10_000  # largest number of resources in a list inside a body

InitialBodyFactory = Callable[[Mapping[str, JSON], str], InitialBody]
"""Returns the initial body of a keyframe from its raw form and its JSON pointer in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineBuilder:
    """Builds the timelines of one scenario file."""

    file: YamlFile  # the file, for the lines of keyframes
    changes: ReadingChanges  # applied to the bodies that the file changes

    def each_operator(self) -> OperatorSpec:
        """Return the operator `$each`, a list inside a body with its own timeline."""
        options = frozenset({"begin", "every", "values", "ramps", "timeline"})
        return OperatorSpec(compile=self._compile_each, options=options)

    def series(
        self,
        raw: Mapping[str, JSON],
        count: int,
        at: str,
        compiler: Compiler,
        initial: InitialBodyFactory,
    ) -> Series:
        """Return a series of `count` resources; `at` is its JSON pointer in the file.

        Raises:
            TemplateError: A keyframe or a template is invalid.
        """
        values, timeline = self.timeline(raw, at, compiler, initial)
        return Series(
            label=at,
            count=count,
            begin=parse_duration(raw.get("begin", "0s"), join(at, "begin")),
            every=parse_duration(raw.get("every", "0s"), join(at, "every")),
            values=values,
            timeline=timeline,
        )

    def timeline(
        self, raw: Mapping[str, JSON], at: str, compiler: Compiler, initial: InitialBodyFactory
    ) -> tuple[Mapping[str, Node], Timeline]:
        """Return the named values and the timeline of one resource.

        `raw` is the object with `timeline`, `values` and `ramps`, at the pointer `at`; `initial`
        returns the body that a keyframe begins with.

        Raises:
            TemplateError: A keyframe or a template is invalid.
        """
        values: dict[str, Node] = {}
        for name, template in raw.get("values", {}).items():
            values[name] = compiler.compile(template, join(at, "values", name))
            compiler = compiler.with_names(name)
        frames: list[RawKeyframe] = []
        for index, keyframe in enumerate(raw["timeline"]):
            # `unknown` is a single keyframe in the file, without a list around it.
            pointer = at if at == "/unknown" else join(at, "timeline", index)
            _check_templates(keyframe, pointer, compiler)
            frames.append(_raw_keyframe(keyframe, pointer, initial, frames[-1] if frames else None))
        trees = [frame.tree for frame in frames]
        for index, ramp in enumerate(raw.get("ramps", ())):
            trees = with_ramp(frames, trees, ramp, join(at, "ramps", index))
        # Changes are pointers into a whole body, so they do not apply to the items of `$each`;
        # an unmodified example is already written in the chosen reading.
        if initial is not _initial_part:
            trees = [
                self.changes.apply(tree) if frame.is_modified else tree
                for frame, tree in zip(frames, trees, strict=True)
            ]
        keyframes = tuple(
            self._keyframe(frame, compiler.compile(tree, join(at, "body")))
            for frame, tree in zip(frames, trees, strict=True)
        )
        return values, Timeline(keyframes=keyframes)

    def _compile_each(self, compiler: Compiler, raw: Mapping[str, JSON], at: str) -> Node:
        count = raw["$each"]
        if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MAX_REPEATED:
            raise TemplateError("$each needs the number of resources", at=join(at, "$each"),
                                found=preview(count), allowed=f"0 to {MAX_REPEATED}")  # fmt: skip
        if "timeline" not in raw:
            raise TemplateError("$each needs a timeline", at=at, found=", ".join(raw),
                                allowed="timeline: [{at: 0s, body: ...}, ...]")  # fmt: skip
        series = self.series(raw, count, at, compiler, _initial_part)
        return RepeatedResources(series=series, is_constant=series.is_constant)

    def _keyframe(self, frame: RawKeyframe, body: Node) -> Keyframe:
        return Keyframe(
            at=frame.at,
            name=frame.raw.get("name", durations.format_duration(frame.at)),
            body=body,
            status=frame.initial.status,
            media_type=frame.initial.media_type,
            retry_after=frame.retry_after,
            fault=frame.raw.get("fault", ""),
            where=self.file.location(frame.pointer),
        )


def _check_templates(raw: Mapping[str, JSON], pointer: str, compiler: Compiler) -> None:
    """Compile the templates of a keyframe alone, so that an error names its line."""
    for key in ("body", "merge"):
        compiler.compile(raw.get(key), join(pointer, key))
    for place, value in raw.get("set", {}).items():
        compiler.compile(value, join(pointer, "set", place))


def _raw_keyframe(
    raw: Mapping[str, JSON], pointer: str, initial: InitialBodyFactory, before: RawKeyframe | None
) -> RawKeyframe:
    at = parse_duration(raw["at"], join(pointer, "at"))
    _check_order(raw, at, pointer, before)
    if before is None or not raw.keys().isdisjoint({"status", "example", "body"}):
        has_own_body, body = True, initial(raw, pointer)
        tree = body.tree
    else:
        has_own_body, body, tree = False, before.initial, before.tree
    tree = merge_templates(tree, raw.get("merge", {}))
    for place, value in raw.get("set", {}).items():
        tree = set_in_body(tree, place, value, join(pointer, "set", place))
    retry_after = before.retry_after if before else None
    if "retry-after" in raw:
        retry_after = _seconds(raw["retry-after"], join(pointer, "retry-after"))
    inherits_changes = not has_own_body and before is not None and before.is_modified
    return RawKeyframe(
        raw=raw,
        at=at,
        pointer=pointer,
        initial=body,
        has_own_body=has_own_body,
        is_modified=not raw.keys().isdisjoint({"body", "merge", "set"}) or inherits_changes,
        tree=tree,
        retry_after=retry_after,
    )


def _check_order(
    raw: Mapping[str, JSON], at: int, pointer: str, before: RawKeyframe | None
) -> None:
    if before is None and at != 0:
        allowed = "0s in the first one"
    elif before is not None and at <= before.at:
        allowed = f"after {durations.format_duration(before.at)}"
    else:
        return
    raise TemplateError(
        "keyframes are not in order", at=join(pointer, "at"), found=raw["at"], allowed=allowed
    )


def _seconds(text: JSON, at: str) -> int | None:
    """Return whole seconds, rounded up; None for null."""
    return None if text is None else -(-parse_duration(text, at) // 1000)


def _initial_part(raw: Mapping[str, JSON], pointer: str) -> InitialBody:
    if "body" not in raw:
        raise TemplateError("the first keyframe of $each needs a body", at=pointer,
                            found=", ".join(raw), allowed="body: ...")  # fmt: skip
    return InitialBody(status=0, media_type="", tree=raw["body"])

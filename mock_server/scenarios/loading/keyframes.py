"""Keyframes before their bodies are compiled: merge patches are applied and ramps inserted."""

from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.loading.initial_bodies import InitialBody
from mock_server.scenarios.model.timeline import Ramp
from mock_server.scenarios.templates.compiler import Compiler, PrecompiledNode
from mock_server.scenarios.templates.scope import Node
from openapi.json.pointers import exists, merge_patch, replaced, resolve
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class RawKeyframe:
    """A keyframe before its body is compiled."""

    raw: Mapping[str, JSON]  # the keyframe as in the file
    at: int  # milliseconds after the beginning of the resource
    pointer: str  # JSON pointer of the keyframe in the file
    initial: InitialBody  # the body before the changes of this and of earlier keyframes
    has_own_body: bool  # whether this keyframe chose the initial body
    is_modified: bool  # whether a keyframe changed the initial body
    tree: JSON  # the body, including operators
    retry_after: int | None  # seconds for the `Retry-After` header; None for no header

    def sets(self, pointer: str) -> bool:
        """Whether this keyframe itself sets the value at `pointer`."""
        return exists(self.tree, pointer) and (
            self.has_own_body
            or pointer in self.raw.get("set", {})
            or exists(self.raw.get("merge", {}), pointer)
        )


def merge_templates(target: JSON, patch: JSON) -> JSON:
    """Apply a merge patch (RFC 7396), but replace an operator as a whole, like a scalar."""
    return merge_patch(target, patch, _is_operator)


def _is_operator(value: Mapping[str, JSON]) -> bool:
    return any(key.startswith("$") for key in value)


def set_in_body(tree: JSON, place: str, value: JSON, at: str) -> JSON:
    """Return `tree` with `value` at the JSON pointer `place`.

    `at` is the JSON pointer of this change in the file, for the error.

    Raises:
        TemplateError: The place does not exist.
    """
    try:
        return replaced(tree, place, value)
    except (KeyError, ValueError) as error:
        raise TemplateError("this place is not in the body", at=at, found=place,
                            allowed="a pointer into the body so far")  from error  # fmt: skip


def with_ramp(frames: list[RawKeyframe], trees: list[JSON], pointer: str, at: str) -> list[JSON]:
    """Return the keyframes' bodies with a ramp at `pointer`, through the values that are set there.

    `trees` are the bodies of the keyframes, with earlier ramps; `at` is the JSON pointer of the
    ramp in the file, for the error.

    Raises:
        TemplateError: No keyframe sets a value there.
    """
    points = tuple(
        (frame.at, resolve(frame.tree, pointer)) for frame in frames if frame.sets(pointer)
    )
    if not points:
        raise TemplateError("no keyframe sets a value at this place", at=at, found=pointer,
                            allowed="a pointer to an integer of the body")  # fmt: skip

    def compile_ramp(compiler: Compiler, inside: str) -> Node:
        nodes = tuple((moment, compiler.compile(raw, inside)) for moment, raw in points)
        if len(nodes) == 1:
            return nodes[0][1]
        return Ramp(points=nodes, is_constant=False)

    ramp = PrecompiledNode(compile=compile_ramp)
    return [replaced(tree, pointer, ramp) if exists(tree, pointer) else tree for tree in trees]

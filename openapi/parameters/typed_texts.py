"""Typed values of texts that are split already: items, members, and what is in them."""

from openapi.contract import Schema
from openapi.json.types import JSON
from openapi.parameters.errors import InvalidParameterError, quoted, sent_twice, short
from openapi.parameters.scalars import parse_scalar
from openapi.parameters.shape import alternatives, kind_of, member_of, shape_of
from openapi.parameters.splitting import Tree
from openapi.schema.validation import validator_for
from openapi.schema.walk import named_members


def typed_items(texts: list[str], schema: Schema, path: str = "") -> list[JSON]:
    """Return the items of a list; `path` has its names inside an object.

    Raises:
        InvalidParameterError: An item is not of its type.
    """
    return [_item(text, member_of(schema, i), path, i) for i, text in enumerate(texts)]


def typed_members(members: dict[str, Tree], schema: Schema, path: str = "") -> dict[str, JSON]:
    """Return the members of an object.

    `path` has the names of the objects around it, each followed by a dot.

    Raises:
        InvalidParameterError: A member is not of its type.
    """
    found: dict[str, JSON] = {}
    for name, tree in members.items():
        try:
            found[name] = _member(tree, member_of(schema, name), f"{path}{name}")
        except InvalidParameterError as error:
            error.steps = (name, *error.steps)
            raise
    return found


def has_member(schema: Schema, name: str) -> bool:
    """Whether an object declares a member of this name."""
    return any(name == each for each, _ in named_members(schema, choices=False))


def has_any_member(schema: Schema) -> bool:
    """Whether any name may be a member: if `additionalProperties` says so, or nothing is said."""
    definition = schema.definition
    more = definition.get("additionalProperties", "properties" not in definition)
    return more is not False


def _member(tree: Tree, schema: Schema, path: str) -> JSON:
    shapes = alternatives(schema)
    if len(shapes) == 1:
        return _member_as(tree, shapes[0], path)
    refusal: InvalidParameterError | None = None
    for shape in shapes:
        try:
            value = _member_as(tree, shape, path)
        except InvalidParameterError as error:
            refusal = refusal or error
            continue
        if validator_for(schema).is_valid(value):
            return value
    if refusal is not None:
        raise refusal
    return _member_as(tree, shapes[0], path)


def _member_as(tree: Tree, shape: Schema, path: str) -> JSON:
    is_list = kind_of(shape) == "array"
    if isinstance(tree, dict):
        return _indexed(tree, shape, path) if is_list else typed_members(tree, shape, f"{path}.")
    if isinstance(tree, list) and len(tree) > 1 and not is_list:
        if kind_of(shape):
            raise sent_twice(path, tree[1])
        return [*tree]
    texts = [tree] if isinstance(tree, str) else tree
    if is_list:
        return typed_items(texts, shape, path)
    try:
        return parse_scalar(texts[0], shape)
    except ValueError as error:
        raise InvalidParameterError(
            f"has {short(path)} {quoted(texts[0])}, allowed is {error}",
            found=short(texts[0]),
            allowed=str(error),
        ) from error


def _indexed(tree: dict[str, Tree], shape: Schema, path: str) -> JSON:
    """Return a list whose items have their place, or nothing, in brackets: `a[0]`, `a[]`."""
    found: list[JSON] = []
    for key, node in tree.items():
        if key and not (key.isascii() and key.isdigit()):
            raise InvalidParameterError(
                f"has {short(f'{path}[{key}]')}", found=short(key), allowed="a list"
            )
        nodes: list[Tree] = [*node] if isinstance(node, list) else [node]
        for each in nodes:
            found.append(_member(each, member_of(shape, len(found)), f"{path}[{key}]"))
    return found


def _item(text: str, schema: Schema, path: str, index: int) -> JSON:
    try:
        return parse_scalar(text, shape_of(schema))
    except ValueError as error:
        allowed = f"items that are {error}"
        place = f"{short(path)} with the item" if path else "the item"
        raise InvalidParameterError(
            f"has {place} {quoted(text)}, allowed are {allowed}",
            found=short(text),
            allowed=allowed,
            steps=(index,),
        ) from error

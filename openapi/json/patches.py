"""JSON Patch (RFC 6902): a list of operations that change a JSON value.

Trees are never changed in place: a change returns a new tree that shares the unchanged parts.
"""

from collections.abc import Mapping

from openapi.json.equality import is_same_json
from openapi.json.pointers import join, removed, replaced, resolve, tokens
from openapi.json.types import JSON

MAX_OPERATIONS = 1000  # operations of one patch


class PatchError(ValueError):
    """A patch cannot be applied.

    Attributes:
        is_conflict: Whether the patch is well formed, but does not fit the value.
    """

    def __init__(self, message: str, *, is_conflict: bool = False) -> None:
        self.is_conflict = is_conflict
        super().__init__(message)


def apply_patch(target: JSON, patch: JSON) -> JSON:
    """Return a value with all operations of a patch applied, in order.

    Raises:
        PatchError: The patch is not valid, or an operation does not fit the value. The RFC wants
            all operations to be applied or none (section 5).

    >>> apply_patch({"a": [1]}, [{"op": "add", "path": "/a/-", "value": 2}])
    {'a': [1, 2]}
    """
    if not isinstance(patch, list):
        message = f"a JSON patch is a list of operations, found {type(patch).__name__}"
        raise PatchError(message)
    if len(patch) > MAX_OPERATIONS:
        message = f"a patch has at most {MAX_OPERATIONS} operations, found {len(patch)}"
        raise PatchError(message)
    for index, operation in enumerate(patch):
        if not isinstance(operation, Mapping):
            message = f"operation {index} is not an object"
            raise PatchError(message)
        try:
            target = _applied(target, operation)
        except (KeyError, ValueError) as error:
            if isinstance(error, PatchError):
                raise PatchError(
                    f"operation {index}: {error}", is_conflict=error.is_conflict
                ) from error
            message = f"operation {index}: there is no value at {_shown(operation)}"
            raise PatchError(message, is_conflict=True) from error
    return target


def _applied(target: JSON, operation: Mapping[str, JSON]) -> JSON:
    path = _pointer(operation, "path")
    match operation.get("op"):
        case "add":
            return _added(target, path, _value(operation))
        case "remove":
            return _without(target, path)
        case "replace":
            resolve(target, path)
            return replaced(target, path, _value(operation))
        case "move":
            source = _pointer(operation, "from")
            if path.startswith(f"{source}/"):
                message = f"{source!r} cannot be moved into itself"
                raise PatchError(message)
            return _added(_without(target, source), path, resolve(target, source))
        case "copy":
            return _added(target, path, resolve(target, _pointer(operation, "from")))
        case "test":
            if not is_same_json(resolve(target, path), _value(operation)):
                message = f"the value at {path!r} is another one"
                raise PatchError(message, is_conflict=True)
            return target
        case other:
            message = (
                f"op is {str(other)[:40]!r}; allowed are add, remove, replace, move, copy and test"
            )
            raise PatchError(message)


def _added(target: JSON, path: str, value: JSON) -> JSON:
    """Return a value with a further member, or a further item before the given index."""
    if not path:
        return value
    *above, last = tokens(path)
    parent = join("", *above)
    holder = resolve(target, parent)
    if not isinstance(holder, list) or last == "-":
        return replaced(target, path, value)
    if last == str(len(holder)):
        return replaced(target, join(parent, "-"), value)
    resolve(target, path)
    index = int(last)
    return replaced(target, parent, [*holder[:index], value, *holder[index:]])


def _without(target: JSON, path: str) -> JSON:
    # The whole value may be removed (RFC 6902, 4.2 does not forbid it); null remains.
    return removed(target, path) if path else None


def _pointer(operation: Mapping[str, JSON], name: str) -> str:
    text = operation.get(name)
    if not isinstance(text, str) or (text and not text.startswith("/")):
        message = f"{name!r} is no JSON pointer: {str(text)[:80]!r}"
        raise PatchError(message)
    return text


def _value(operation: Mapping[str, JSON]) -> JSON:
    if "value" not in operation:
        message = "it has no 'value'"
        raise PatchError(message)
    return operation["value"]


def _shown(operation: Mapping[str, JSON]) -> str:
    places = [operation.get(name) for name in ("from", "path") if name in operation]
    return " or ".join(repr(str(each)[:80]) for each in places)

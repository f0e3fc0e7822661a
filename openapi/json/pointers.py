"""JSON pointers (RFC 6901), references, and merge patches (RFC 7396) over plain JSON trees.

Trees are never changed in place: a change returns a new tree that shares the unchanged parts.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache

from openapi.json.types import JSON

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")

MAX_CHAIN = 32


def dereference(root: JSON, value: JSON, pointer: str = "") -> tuple[JSON, str]:
    """Follow `value` while it is a local reference.

    Return the first value that is not a reference, and its pointer; `pointer` is that of `value`.

    Raises:
        KeyError: A reference does not resolve, or refers to itself.
    """
    seen = 0
    while (type(value) is dict or isinstance(value, Mapping)) and isinstance(
        value.get("$ref"), str
    ):
        seen += 1
        if seen > MAX_CHAIN:
            message = f"a circle, or a chain of more than {MAX_CHAIN} references"
            raise KeyError(message)
        pointer = value["$ref"].removeprefix("#")
        value = resolve(root, pointer)
    return value, pointer


def split_at_known(pointer: str, known: Container[str]) -> tuple[str, str]:
    """Return the nearest known pointer of a value or around it, and the tokens below that.

    The first is empty if none is known.

    >>> split_at_known("/a/b/c", {"/a"})
    ('/a', '/b/c')
    """
    at, below = pointer, ""
    while at and at not in known:
        at, _, token = at.rpartition("/")
        below = f"/{token}{below}"
    return at, below


def escape(token: str) -> str:
    """Return `token` as it is written inside a pointer."""
    if "/" not in token and "~" not in token:
        return token
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Return the key that a pointer's token represents."""
    return token.replace("~1", "/").replace("~0", "~")


def join(pointer: str, *tokens: str | int) -> str:
    """Return `pointer` continued by `tokens`, each escaped."""
    return pointer + "".join(f"/{escape(str(token))}" for token in tokens)


@lru_cache(maxsize=8192)
def tokens(pointer: str) -> tuple[str, ...]:
    """Return the keys that lead from the root to `pointer`.

    Raises:
        ValueError: It does not begin with a slash.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        message = f"JSON pointer {pointer!r} must be empty or begin with '/'"
        raise ValueError(message)
    return tuple(unescape(token) for token in pointer[1:].split("/"))


def _child(tree: JSON, token: str) -> JSON:
    # The type of most trees; `isinstance` of an abstract class is slow.
    if type(tree) is dict or isinstance(tree, Mapping):
        return tree[token]
    if isinstance(tree, list | tuple) and _INDEX.fullmatch(token) and int(token) < len(tree):
        return tree[int(token)]
    raise KeyError(token)


def resolve(tree: JSON, pointer: str) -> JSON:
    """Return the value at `pointer`.

    Raises:
        KeyError: There is none.
        ValueError: It is not a pointer.
    """
    for token in tokens(pointer):
        tree = _child(tree, token)
    return tree


def lookup(tree: JSON, pointer: str, default: JSON = None) -> JSON:
    """Return the value at a pointer, or `default` if there is none."""
    try:
        return resolve(tree, pointer)
    except KeyError:
        return default


def exists(tree: JSON, pointer: str) -> bool:
    """Whether there is a value at `pointer`."""
    try:
        resolve(tree, pointer)
    except KeyError:
        return False
    return True


def replaced(tree: JSON, pointer: str, value: JSON) -> JSON:
    """Return `tree` with `value` at `pointer`; the parent must exist, `-` appends to a list.

    Raises:
        KeyError: The parent does not exist.
    """
    path = tokens(pointer)
    return _set(tree, path, value) if path else value


def with_value(tree: JSON, pointer: str, value: JSON) -> JSON:
    """Return `tree` with `value` at `pointer`, in new objects where its parents are missing.

    A tree that has a value of another kind in place of a parent is returned unchanged.
    """
    path = tokens(pointer)
    made = value
    for depth in range(len(path), 0, -1):
        parent = join("", *path[: depth - 1])
        if exists(tree, parent):
            holder = resolve(tree, parent)
            is_object = isinstance(holder, Mapping)
            return replaced(tree, parent, {**holder, path[depth - 1]: made}) if is_object else tree
        made = {path[depth - 1]: made}
    return made


def _set(tree: JSON, path: tuple[str, ...], value: JSON) -> JSON:
    head, rest = path[0], path[1:]
    if isinstance(tree, Mapping):
        return {**tree, head: _set(tree[head], rest, value) if rest else value}
    if isinstance(tree, list):
        if head == "-" and not rest:
            return [*tree, value]
        changed = _set(_child(tree, head), rest, value) if rest else (_child(tree, head), value)[1]
        return [*tree[: int(head)], changed, *tree[int(head) + 1 :]]
    raise KeyError(head)


def removed(tree: JSON, pointer: str) -> JSON:
    """Return `tree` without the value at `pointer`.

    Raises:
        KeyError: There is none, or it is the whole tree.
    """
    path = tokens(pointer)
    if not path:
        raise KeyError(pointer)
    parent, key = join("", *path[:-1]), path[-1]
    holder = resolve(tree, parent)
    _child(holder, key)
    if isinstance(holder, list):
        kept: JSON = [*holder[: int(key)], *holder[int(key) + 1 :]]
    else:
        kept = {name: value for name, value in holder.items() if name != key}
    return replaced(tree, parent, kept)


def merge_patch(
    target: JSON, patch: JSON, is_whole: Callable[[Mapping[str, JSON]], bool] = lambda _: False
) -> JSON:
    """Return `target` changed by an RFC 7396 merge patch: null removes, lists are replaced.

    An object that `is_whole` is replaced like a list.
    """
    if not isinstance(patch, Mapping) or is_whole(patch):
        return patch
    merged = dict(target) if isinstance(target, Mapping) and not is_whole(target) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value, is_whole)
    return merged


def iter_values(tree: JSON, pointer: str = "") -> Iterator[tuple[str, JSON]]:
    """Yield every value of `tree` with its pointer, parents before children."""
    pending = [(pointer, tree)]
    while pending:
        at, value = pending.pop()
        yield at, value
        if isinstance(value, Mapping):
            pending += [(join(at, key), child) for key, child in reversed([*value.items()])]
        elif isinstance(value, list):
            pending += [(join(at, i), child) for i, child in reversed([*enumerate(value)])]

"""Finds the values that a JSONPath selects (RFC 9535); the only module that imports the library."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice

from openapi.errors import DocumentError
from openapi.json.pointers import exists, join, resolve
from openapi.json.types import JSON

MAX_LENGTH = 2_000  # characters of a JSONPath
MAX_TARGETS = 100_000  # values that one action may change
_UNBOUNDED = ("match", "search")  # regular expressions may take for ever: not offered

_UNOFFERED = re.compile(r"\b(match|search)\(")


def find_targets(tree: JSON, path: str) -> tuple[str, ...]:
    """Return the JSON pointers of the values that a JSONPath selects, in document order.

    >>> find_targets({"paths": {"/a": {"get": {}, "put": {}}}}, "$.paths.*.get")
    ('/paths/~1a/get',)

    Raises:
        DocumentError: It is not a JSONPath, or selects too many values; it has no `where`.
    """
    # Imported here: most documents have no overlay, and the import takes a third of a second.
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415
    from jsonpath.exceptions import JSONPathError  # noqa: PLC0415

    if not path.startswith("$"):
        raise _invalid(path, "it does not begin with $")
    if len(path) > MAX_LENGTH:
        raise _invalid(path[:60] + "…", f"it has {len(path)} characters")
    environment = JSONPathEnvironment(strict=True)
    for name in _UNBOUNDED:
        environment.function_extensions.pop(name, None)
    try:
        found = environment.compile(path).finditer(tree)
        pointers = tuple(join("", *match.parts) for match in islice(found, MAX_TARGETS + 1))
    except (JSONPathError, RecursionError) as error:
        if unoffered := _UNOFFERED.search(path):
            raise DocumentError(
                f"the function {unoffered[1]}() is not offered: its regular expressions may take "
                "for ever",
                found=path,
                allowed="the functions count(), length() and value(), and comparisons",
                hint="compare with ==, or name the places one by one",
            ) from error
        # The text of an error without a place cannot be made, but its first argument can be read.
        raise _invalid(path, str(error.args[0]) if error.args else "it is too deep") from error
    if len(pointers) > MAX_TARGETS:
        raise _invalid(path, f"it selects more than {MAX_TARGETS} values")
    return tuple(dict.fromkeys(pointers))


def _invalid(path: str, reason: str) -> DocumentError:
    return DocumentError(
        f"the target is not a JSONPath: {reason}",
        found=path,
        allowed="a query of RFC 9535, such as $.paths['/orders'].get",
        hint="write names with other characters than letters as ['name']",
    )


def nearest_target(tree: JSON, path: str) -> str:
    """Return a sentence on the first name in a JSONPath that selects nothing; empty without one.

    Only plain names are read; a path with wildcards or filters gets no advice.

    >>> nearest_target({"paths": {"/orders": {}}}, "$.paths['/ordres'].get")
    "there is no '/ordres' at /paths; did you mean '/orders'?"
    """
    names = _plain_names(path)
    pointer = ""
    for name in names:
        deeper = join(pointer, name)
        if not exists(tree, deeper):
            holder = resolve(tree, pointer)
            known = [str(key) for key in holder] if isinstance(holder, dict) else []
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            advice = f"; did you mean {near[0]!r}?" if near else ""
            return f"there is no {name!r} at {pointer or 'the root'}{advice}"
        pointer = deeper
    return ""


def _plain_names(path: str) -> Sequence[str]:
    """Return the names at the beginning of a JSONPath, up to the first other selector."""
    from jsonpath import JSONPathEnvironment  # noqa: PLC0415 - as above
    from jsonpath.segments import JSONPathChildSegment  # noqa: PLC0415
    from jsonpath.selectors import NameSelector  # noqa: PLC0415

    found = []
    query = JSONPathEnvironment(strict=True).compile(path)
    for segment in getattr(query, "segments", ()):
        selectors = segment.selectors if isinstance(segment, JSONPathChildSegment) else ()
        if len(selectors) != 1 or not isinstance(selectors[0], NameSelector):
            break
        found.append(selectors[0].name)
    return found

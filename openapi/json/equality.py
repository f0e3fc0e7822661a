"""Equality of JSON values, which is not Python's: there, `true` equals 1."""

from openapi.json.types import JSON


def is_same_json(left: JSON, right: JSON) -> bool:
    """Whether two values are equal (JSON Schema Core 2020-12, 4.2.2): 1 equals 1.0, not `true`.

    >>> is_same_json({"a": [1]}, {"a": [1.0]}), is_same_json({"a": [1]}, {"a": [True]})
    (True, False)
    """
    if left != right:
        return False
    pending = [(left, right)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, bool) != isinstance(other, bool):
            return False
        if isinstance(one, dict):
            pending += [(value, other[name]) for name, value in one.items()]
        elif isinstance(one, list | tuple):
            pending += zip(one, other, strict=True)
    return True

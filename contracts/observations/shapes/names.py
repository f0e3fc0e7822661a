"""Names that are made from what was seen: of parameters, components and rules."""

from collections.abc import Container


def singular(name: str) -> str:
    """Return the name of one of several.

    >>> [singular(name) for name in ("orders", "categories", "boxes", "status", "address", "data")]
    ['order', 'category', 'box', 'status', 'address', 'data']
    """
    if name.endswith("ies") and len(name) > len("ties"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name


def unused_name(name: str, taken: Container[str], separator: str = "_") -> str:
    """Return a name, with a number behind it if it is taken.

    >>> unused_name("id", {"id", "id_2"})
    'id_3'
    """
    number, unused = 1, name
    while unused in taken:
        number += 1
        unused = f"{name}{separator}{number}"
    return unused

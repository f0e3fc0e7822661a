"""Contracts of a few paths, and what a router finds in them."""

from openapi.contract import Contract, Operation


def contract(api, *paths, base_path=""):
    """Return a contract of GET operations at these paths."""
    operations = tuple(Operation(api=api, id=path, method="GET", path=path) for path in paths)
    return Contract(
        api=api,
        title="",
        version="",
        file="",
        tree={},
        base_path=base_path,
        operations=operations,
    )


def found(router, path):
    """Return the path template that a raw path matches, and its values."""
    route = router.find(path)
    templates = {operation.path for operation in route.operations.values()}
    return (templates.pop() if templates else None), dict(route.path_values)

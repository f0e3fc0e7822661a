"""Schemas made by hand, without a document around them."""

from openapi.contract import Schema


def schema(definition, **components):
    """Return a schema whose references lead into `components`."""
    root = {"schema": definition, "components": {"schemas": components}}
    return Schema(definition=definition, pointer="/schema", root=root)


def ref(name):
    """Return a reference to one of the components."""
    return {"$ref": f"#/components/schemas/{name}"}

"""Schemas for tests, without a document around them."""

from openapi.contract import Schema
from openapi.loading.complaints import Complaints
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.yaml import YamlFile


def schema(definition, **components):
    """Return a schema of OpenAPI 3.0 whose references point to `components`."""
    tree = {"components": {"schemas": {"here": definition, **components}}}
    file = YamlFile(tree=tree, lines={}, file="")
    root = with_newest_schemas(file, "3.0", Complaints())[0].tree
    schemas = root["components"]["schemas"]
    return Schema(definition=schemas["here"], pointer="/components/schemas/here", root=root)


def ref(name):
    """Return a reference to one of the components."""
    return {"$ref": f"#/components/schemas/{name}"}

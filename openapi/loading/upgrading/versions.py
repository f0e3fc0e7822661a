"""The version of the specification that a document follows."""

from collections.abc import Mapping

from openapi.errors import DocumentError
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.yaml import YamlFile
from openapi.text.listing import listed
from openapi.text.previews import preview

SWAGGER_2 = "2.0"
OPENAPI_30 = "3.0"
OPENAPI_31 = "3.1"
OPENAPI_32 = "3.2"

ALLOWED = "openapi: 3.0.x, 3.1.x or 3.2.x, or swagger: '2.0'"


def version_of(file: YamlFile, complaints: Complaints) -> str:
    """Return `2.0`, `3.0`, `3.1` or `3.2` (DocumentError: the file is no OpenAPI document)."""
    tree = file.tree
    if not isinstance(tree, Mapping):
        raise _refusal(file, "nothing: the file is empty" if tree is None else preview(tree))
    key = next((key for key in ("openapi", "swagger") if key in tree), "")
    declared = tree.get(key) if key else None
    text = str(declared) if isinstance(declared, str | int | float) else ""
    found = f"{key or 'openapi'}: {preview(declared)}"
    version = _read(text.strip())
    if version:
        if not _is_usual(key, declared):
            complaints.warn("version", file, f"/{key}", DocumentError(
                "the version of the specification is not written as it should be",
                where=file.location(f"/{key}"), found=found, allowed=ALLOWED,
                hint=f"read as {version}"))  # fmt: skip
        return version
    if isinstance(tree.get("paths"), Mapping) and (not key or text[:1] in {"3", "4"}):
        complaints.warn("version", file, f"/{key}" if key else "", DocumentError(
            "the version of the specification is missing or unknown", where=file.location(),
            found=found, allowed=ALLOWED, hint="read as 3.1"))  # fmt: skip
        return OPENAPI_31
    raise _refusal(file, found)


def _read(text: str) -> str:
    if text in {"2", "2.0"}:
        return SWAGGER_2
    for known in (OPENAPI_30, OPENAPI_31, OPENAPI_32):
        if text == known or text.startswith((f"{known}.", f"{known}-")):
            return known
    return OPENAPI_30 if text == "3" else ""


def _is_usual(key: str, declared: JSON) -> bool:
    if not isinstance(declared, str):
        return False
    return declared == SWAGGER_2 if key == "swagger" else declared.count(".") > 1


_MOST_KEYS = 6
_EXPORT = "export it as OpenAPI from the tool that wrote it"
_OTHERS: Mapping[str, tuple[str, str]] = {
    "asyncapi": ("an AsyncAPI document", "messages over brokers are not served"),
    "_postman_id": ("a Postman collection", _EXPORT),
    "info item": ("a Postman collection", _EXPORT),
    "_type": ("an Insomnia export", _EXPORT),
    "arazzo": ("an Arazzo document", "name the OpenAPI documents under sourceDescriptions"),
    "overlay": ("an OpenAPI overlay", "name the document that it changes, with --overlay FILE"),
    "log": ("a HAR recording", "contracts learn FILE -o openapi.yaml makes a document from it"),
    "swaggerVersion": ("a Swagger 1 document", "convert it to OpenAPI 3"),
    "discoveryVersion": ("a Google API discovery document", "convert it to OpenAPI 3"),
    "__schema": ("a GraphQL schema", "GraphQL is not described by OpenAPI"),
    "apiVersion kind": ("a Kubernetes manifest", "name a document of the API that it deploys"),
    "$schema": ("a JSON Schema", "name the document that refers to it"),
}  # fmt: skip
"""What another document is, and what to do, by keys of it, of its `info` or `data`."""

_TEXTS: Mapping[str, tuple[str, str]] = {
    "<!doctype html": ("a web page", "give the URL of the document that the page shows"),
    "<html": ("a web page", "give the URL of the document that the page shows"),
    "<": ("XML", "WSDL and other descriptions in XML are not read"),
}


def _refusal(file: YamlFile, found: str) -> DocumentError:
    tree = file.tree
    kind, hint = "", "check that this is the file you mean"
    if isinstance(tree, Mapping):
        inner = (tree.get("info"), tree.get("data"))
        keys = {*tree, *(key for each in inner if isinstance(each, Mapping) for key in each)}
        kind, hint = next((_OTHERS[k] for k in _OTHERS if keys.issuperset(k.split())), (kind, hint))
        if not {"openapi", "swagger"} & {*tree}:
            found = f"the keys {listed([*map(str, tree)], _MOST_KEYS)}" if tree else "no keys"
    elif isinstance(tree, str):
        start = tree.lstrip().lower()
        kind, hint = next((_TEXTS[each] for each in _TEXTS if start.startswith(each)), (kind, hint))
    return DocumentError(
        "not an OpenAPI document" + (f" but {kind}" if kind else ""),
        where=file.location("/openapi"),
        found=found,
        allowed=ALLOWED,
        hint=hint,
    )

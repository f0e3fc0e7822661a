"""The version of the specification that a document follows."""

from collections.abc import Mapping

from openapi.errors import DocumentError
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.yaml import YamlFile
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
        raise _refusal(file, preview(tree))
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


def _refusal(file: YamlFile, found: str) -> DocumentError:
    tree = file.tree
    kinds = {"asyncapi": "an AsyncAPI document", "_postman_id": "a Postman collection",
             "arazzo": "an Arazzo document", "overlay": "an OpenAPI overlay"}  # fmt: skip
    info = tree.get("info") if isinstance(tree, Mapping) else None
    seen = (
        {*tree, *(info if isinstance(info, Mapping) else ())} if isinstance(tree, Mapping) else {}
    )
    kind = next((name for key, name in kinds.items() if key in seen), "")
    return DocumentError(
        "not an OpenAPI document" + (f" but {kind}" if kind else ""),
        where=file.location("/openapi"),
        found=found,
        allowed=ALLOWED,
        hint="export it as OpenAPI from the tool that wrote it" if kind else
        "check that this is the file you mean",
    )  # fmt: skip

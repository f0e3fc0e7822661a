"""From the path of a document to its tree in the newest dialect: the steps in their order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from openapi.contract import Discrepancy
from openapi.loading import discrepancies as registers
from openapi.loading.complaints import Complaints
from openapi.loading.operations.contract import UpgradedDocument
from openapi.loading.packaged import REGISTER
from openapi.loading.references.bundling import bundle
from openapi.loading.references.options import LoadOptions
from openapi.loading.spec_objects import SpecObject
from openapi.loading.upgrading.conversion.openapi32 import from_openapi_32
from openapi.loading.upgrading.conversion.swagger2 import from_swagger_2
from openapi.loading.upgrading.direction import trees_by_direction
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.upgrading.versions import (
    OPENAPI_30,
    OPENAPI_31,
    OPENAPI_32,
    SWAGGER_2,
    version_of,
)
from openapi.loading.yaml import YamlFile, read_yaml

_VERSION = re.compile(r"3\.[012]\.[0-9]+")
_USUAL_VERSIONS = {OPENAPI_30: "3.0.3", OPENAPI_31: "3.1.1", OPENAPI_32: "3.2.0"}
_API = re.compile(r"[a-z][a-z0-9_]*")


def upgraded_document(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
    complaints: Complaints,
) -> UpgradedDocument:
    """Read, bundle, repair and convert one document.

    Args:
        path: The document.
        readings: Chosen reading by discrepancy id.
        read: Registers of discrepancies that were read before, by path; is added to.
        options: How strictly it is read, and which files it may refer to.
        complaints: Records mistakes.

    Raises:
        ContractError: The document cannot be used.
    """
    raw = read_yaml(path, max_bytes=options.limits.max_bytes)
    complaints.add(raw.complaints)
    for overlay in options.overlays:
        from openapi.loading.overlays import apply_overlay, read_overlay  # noqa: PLC0415 - see above

        raw = apply_overlay(
            raw, read_overlay(overlay, max_bytes=options.limits.max_bytes), complaints
        )
    version = version_of(raw, complaints)
    named = raw.tree.get("x-api")
    api = named if isinstance(named, str) and _API.fullmatch(named) else _default_api_name(path)
    discrepancies = _load_discrepancies(path, api, read)
    chosen = registers.resolve_readings(discrepancies, readings)
    tree = registers.apply_readings(raw.tree, discrepancies, chosen)
    whole = bundle(
        replace(raw, tree=tree),
        path.parent,
        root=options.root,
        complaints=complaints,
        limits=options.limits,
    )
    if version == SWAGGER_2:
        whole, version = from_swagger_2(whole, complaints), OPENAPI_30
    elif version == OPENAPI_32:
        whole = from_openapi_32(whole)
    whole, objects = repaired(whole, version, complaints)
    final = _with_usual_version(whole, version)
    upgraded = _upgraded(final, version, api, complaints, objects)
    return replace(upgraded, discrepancies=discrepancies, readings=chosen)


def _upgraded(
    file: YamlFile,
    version: str,
    api: str,
    complaints: Complaints,
    objects: Sequence[SpecObject] | None,
) -> UpgradedDocument:
    """Return a bundled and repaired document with its schemas in the newest dialect.

    `objects` are those that this may change, if they are known.
    """
    newest, parts = with_newest_schemas(file, version, complaints, objects)
    # The newest dialect adds no key that is looked for, and a large document is not walked again.
    keys = file.contents().keys
    return UpgradedDocument(
        api=api,
        file=file,
        newest=newest,
        trees=trees_by_direction(newest.tree, keys, parts),
        has_rules="x-rules" in keys,
    )


def _with_usual_version(file: YamlFile, version: str) -> YamlFile:
    """Return a document with a usual version number, which Connexion and Schemathesis accept."""
    if _VERSION.fullmatch(str(file.tree.get("openapi"))):
        return file
    return replace(file, tree={**file.tree, "openapi": _USUAL_VERSIONS[version]})


def _default_api_name(path: Path) -> str:
    stem = "".join(c if c.isascii() and c.isalnum() else "_" for c in path.stem.lower())
    return stem if stem[:1].isalpha() else f"api_{stem}"


def _load_discrepancies(
    path: Path, api: str, read: dict[Path, tuple[Discrepancy, ...]]
) -> tuple[Discrepancy, ...]:
    file = path.parent / REGISTER
    if file not in read:
        read[file] = registers.parse_discrepancies(read_yaml(file)) if file.is_file() else ()
    return tuple(entry for entry in read[file] if registers.api_of(entry.id) == api)

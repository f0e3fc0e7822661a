"""From a YAML document to a `Contract`: readings applied, files bundled, references resolved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from openapi.contract import (
    Contract,
    Discrepancy,
)
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.loading import discrepancies as registers
from openapi.loading.assembly import build_contract
from openapi.loading.complaints import Complaints
from openapi.loading.metaschema import validate_document
from openapi.loading.operations.servers import base_path_of
from openapi.loading.references.bundling import bundle
from openapi.loading.references.files import FileLimits
from openapi.loading.upgrading.repairs import repaired_with_objects
from openapi.loading.upgrading.swagger2 import from_swagger_2
from openapi.loading.upgrading.versions import OPENAPI_30, OPENAPI_31, SWAGGER_2, version_of
from openapi.loading.yaml import YamlFile, read_yaml
from openapi.process.garbage import collection_paused
from openapi.schema.conversion import json_schema_of
from openapi.schema.validation import SchemaValidator

REGISTER = "discrepancies.yaml"
"""Name of the register of discrepancies, in the folder of the documents that it is about."""

_ENVIRONMENT = re.compile(r"x-environment: *([A-Za-z_][A-Za-z0-9_]*)")
_VERSION = re.compile(r"3\.[012]\.[0-9]+")
_USUAL_VERSIONS = {OPENAPI_30: "3.0.3", OPENAPI_31: "3.1.1"}
_API = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = re.compile(r"[{}][^{}]*\}?")
_NOT_DOCUMENTS = frozenset({REGISTER, "sources.yaml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How documents are loaded."""

    # Whether the first mistake refuses a document; otherwise mistakes are repaired or left out, and
    # the contract has a complaint about each.
    is_strict: bool = False
    # The folder whose files a document may refer to; by default its repository, or its own folder
    # if it is in none.
    root: Path | None = None
    # How many files a document may have, and how large they may be.
    limits: FileLimits = field(default_factory=FileLimits)
    overlays: tuple[Path, ...] = ()  # overlay files that change the documents, in order


def limits_from(max_bytes: int | None, max_files: int | None) -> FileLimits:
    """Return limits; None means the default."""
    default = FileLimits()
    return FileLimits(
        max_bytes=default.max_bytes if max_bytes is None else max_bytes,
        max_files=default.max_files if max_files is None else max_files,
    )


LENIENT = LoadOptions()
STRICT = LoadOptions(is_strict=True)


def packaged_documents() -> tuple[Path, ...]:
    """Return the OpenAPI documents that ship with the package, in name order."""
    folder = Path(str(files("openapi")))
    return tuple(sorted(path for path in folder.glob("*.yaml") if path.name not in _NOT_DOCUMENTS))


@cache
def packaged_variables() -> frozenset[str]:
    """Return the environment variables that the packaged documents name."""
    texts = (path.read_text(encoding="utf-8") for path in packaged_documents())
    return frozenset(name for text in texts for name in _ENVIRONMENT.findall(text))


def load_contracts(
    paths: Sequence[Path] = (),
    *,
    readings: Mapping[str, str] | None = None,
    base_paths: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> tuple[Contract, ...]:
    """Load several documents that are served or checked together.

    Without paths, these are the packaged ones. `readings` are chosen by discrepancy id;
    `base_paths` by API name replace the path of the first server.

    Raises:
        DocumentError: A document cannot be used, or two have the same API name.
        ExtensionError: One of our extensions is not valid.
        RuleError: A rule does not compile or can never be evaluated.
        ReadingError: A chosen reading, or an API in `base_paths`, does not exist.
    """
    wanted, moved = readings or {}, base_paths or {}
    contracts: dict[str, Contract] = {}
    if paths or options.overlays:
        documents = tuple(paths or packaged_documents())
        # Imported when it is needed, so that the packaged documents are served sooner.
        from openapi.loading.overlays import assign_overlays  # noqa: PLC0415

        assigned = assign_overlays(options.overlays, documents, max_bytes=options.limits.max_bytes)
        loaded = _load_all(documents, wanted, options if paths else STRICT, assigned)
    else:
        loaded = iter(_packaged(tuple(sorted(wanted.items())), _packaged_files()))
    for contract in loaded:
        if paths:
            # The packaged rules are compiled by the tests, so that a server starts faster.
            from openapi.rules.compilation import compile_rules  # noqa: PLC0415

            compile_rules(contract)
            if options.is_strict:
                _check_schemas(contract)
        if contract.api in contracts:
            raise DocumentError(
                f"two documents describe an API called {contract.api!r}",
                where=f"{contracts[contract.api].file} and {contract.file}",
                hint="give one of them another x-api",
            )
        contracts[contract.api] = contract
    known = [entry for contract in contracts.values() for entry in contract.discrepancies]
    registers.check_reading_names(known, wanted)
    for api in moved:
        if api not in contracts:
            raise ReadingError(
                f"no loaded document describes an API called {api!r}{did_you_mean(api, contracts)}",
                allowed=", ".join(contracts),
            )
        if _BRACES.search(moved[api]):
            raise ReadingError(
                f"the base path of {api!r} has braces, as if it had a parameter",
                found=moved[api],
                allowed="a path such as /v2",
            )
    return tuple(
        _with_base_path(contract, moved[api]) if api in moved else contract
        for api, contract in contracts.items()
    )


def load_contract(
    path: Path,
    *,
    readings: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> Contract:
    """Load one document.

    A register called `discrepancies.yaml` beside the document is read. `readings` are chosen by
    discrepancy id; entries about other APIs are ignored.

    Raises:
        DocumentError: The document cannot be used.
        ExtensionError: One of our extensions is not valid.
        ReadingError: A chosen reading does not exist.
    """
    return _load(path, readings or {}, {}, options)


def _load_all(
    paths: Sequence[Path],
    readings: Mapping[str, str],
    options: LoadOptions,
    assigned: Mapping[Path, tuple[Path, ...]],
) -> Iterator[Contract]:
    """Load each document when it is taken, with the overlays that change it."""
    read: dict[Path, tuple[Discrepancy, ...]] = {}
    for path in paths:
        yield _load(path, readings, read, replace(options, overlays=assigned.get(path, ())))


@lru_cache(maxsize=4)
def _packaged(
    readings: tuple[tuple[str, str], ...],
    states: tuple[tuple[str, int, int], ...],  # noqa: ARG001 - other files, other contracts
) -> tuple[Contract, ...]:
    """Return the packaged contracts; a process that runs many checks reads their files once."""
    return tuple(_load_all(packaged_documents(), dict(readings), STRICT, {}))


def _packaged_files() -> tuple[tuple[str, int, int], ...]:
    """Return name, time of change and size of the packaged files: saved ones are read again."""
    folder = Path(str(files("openapi")))
    states = [(path, path.stat()) for path in sorted(folder.rglob("*.yaml"))]
    return tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)


def _load(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
) -> Contract:
    return load_with_complaints(
        path, readings, read, options, Complaints(is_strict=options.is_strict)
    )


def load_with_complaints(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
    complaints: Complaints,
) -> Contract:
    """Load one document.

    `read` has the registers of discrepancies that were read before, by path.

    Raises:
        ContractError: The document cannot be used.
    """
    with collection_paused():
        return _loaded(path, readings, read, options, complaints)


def _loaded(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
    complaints: Complaints,
) -> Contract:
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
    elif options.is_strict and version == OPENAPI_30:
        validate_document(whole)
    whole, objects = repaired_with_objects(whole, version, complaints)
    final = _with_usual_version(whole, version)
    contract = build_contract(final, version, api, complaints, objects)
    return replace(
        contract, discrepancies=discrepancies, chosen_readings=chosen, complaints=complaints.all()
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
    return tuple(entry for entry in read[file] if entry.id.partition(".")[0] == api)


def _check_schemas(contract: Contract) -> None:
    for operation in contract.operations:
        bodies = [response.media_types for response in operation.responses]
        if operation.request_body:
            bodies.append(operation.request_body.media_types)
        schemas = [media.schema for medias in bodies for media in medias if media.schema]
        for schema in [*(parameter.schema for parameter in operation.parameters), *schemas]:
            try:
                SchemaValidator(json_schema_of(schema))
            except ValueError as error:
                raise DocumentError(
                    f"a schema of {operation.id} cannot be judged",
                    where=contract.location(schema.pointer),
                    found=str(error),
                ) from error


def _with_base_path(contract: Contract, base_path: str) -> Contract:
    return Contract(
        **{name: getattr(contract, name) for name in Contract.__slots__ if name != "base_path"},
        base_path=base_path_of(base_path),
    )

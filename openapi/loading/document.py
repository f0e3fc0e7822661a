"""From a YAML document to a `Contract`: readings applied, files bundled, references resolved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from openapi.contract import (
    Complaint,
    Contract,
    Discrepancy,
    ErrorTemplate,
    Location,
    SecurityScheme,
    Server,
    Severity,
)
from openapi.errors import ContractError, DocumentError, ReadingError, did_you_mean
from openapi.json.pointers import exists
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading import discrepancies as registers
from openapi.loading.bundling import FileLimits, bundle
from openapi.loading.complaints import Complaints
from openapi.loading.metaschema import validate_document
from openapi.loading.operations import OperationBuilder
from openapi.loading.servers import base_path_of, server_of
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.upgrading.swagger2 import from_swagger_2
from openapi.loading.upgrading.versions import OPENAPI_30, OPENAPI_31, SWAGGER_2, version_of
from openapi.loading.yaml import YamlFile, read_yaml
from openapi.rules.compilation import compile_rules
from openapi.schema.conversion import json_schema_of
from openapi.schema.validation import SchemaValidator

REGISTER = "discrepancies.yaml"
"""A register of discrepancies lies beside the documents it is about, under this name."""

_ENVIRONMENT = re.compile(r"x-environment: *([A-Za-z_][A-Za-z0-9_]*)")
_VERSION = re.compile(r"3\.[012]\.[0-9]+")
_USUAL_VERSIONS = {OPENAPI_30: "3.0.3", OPENAPI_31: "3.1.1"}
_API = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = re.compile(r"[{}][^{}]*\}?")
_NOT_DOCUMENTS = frozenset({REGISTER, "sources.yaml"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How documents are read.

    Attributes:
        is_strict: Whether the first thing that is wrong refuses a document; else it is repaired
            or left out, and the contract carries a complaint.
        root: The folder whose files a document may refer to; by default its repository, or its own
            folder where it is in none.
        limits: How many files a document may have, and how large they may be.
    """

    is_strict: bool = False
    root: Path | None = None
    limits: FileLimits = field(default_factory=FileLimits)


def limits_from(max_bytes: int | None, max_files: int | None) -> FileLimits:
    """Return limits of which None is the usual one."""
    usual = FileLimits()
    return FileLimits(
        max_bytes=usual.max_bytes if max_bytes is None else max_bytes,
        max_files=usual.max_files if max_files is None else max_files,
    )


LENIENT = LoadOptions()
STRICT = LoadOptions(is_strict=True)


def packaged_documents() -> tuple[Path, ...]:
    """Return the OpenAPI documents that ship with the package, in name order."""
    folder = Path(str(files("openapi")))
    return tuple(sorted(path for path in folder.glob("*.yaml") if path.name not in _NOT_DOCUMENTS))


@cache
def packaged_variables() -> frozenset[str]:
    """Return the variables of the environment that the packaged documents name."""
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

    Args:
        paths: The documents; none means the packaged ones.
        readings: Chosen reading by discrepancy id.
        base_paths: Base path by API name, in place of the first server's.
        options: How strictly they are read, and which files they may refer to.

    Raises:
        DocumentError: A document cannot be used, or two call themselves the same.
        ExtensionError: One of our extensions is not as allowed.
        RuleError: A rule does not compile.
        ReadingError: A reading or an API that does not exist was asked for.
    """
    wanted, moved = readings or {}, base_paths or {}
    contracts: dict[str, Contract] = {}
    read: dict[Path, tuple[Discrepancy, ...]] = {}
    for path in paths or packaged_documents():
        contract = _load(path, wanted, read, options if paths else STRICT)
        if paths:
            # The packaged rules are compiled by the tests; a server need not wait for them.
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

    Args:
        path: An OpenAPI or Swagger 2.0 document; a register called `discrepancies.yaml` beside it
            is read.
        readings: Chosen reading by discrepancy id; entries about other APIs are left alone.
        options: How strictly it is read, and which files it may refer to.

    Raises:
        DocumentError: The document cannot be used.
        ExtensionError: One of our extensions is not as allowed.
        ReadingError: A reading that does not exist was asked for.
    """
    return _load(path, readings or {}, {}, options)


def _load(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
) -> Contract:
    return _put_together(path, readings, read, options, Complaints(is_strict=options.is_strict))


def lint(path: Path, options: LoadOptions = LENIENT) -> tuple[Complaint, ...]:
    """Return everything that is not right in a document and the files it is made of.

    Args:
        path: The document.
        options: Which files it may refer to.

    Returns:
        The complaints, errors included, in the order of the lines of each file.

    Raises:
        OSError: The file is not there.
    """
    complaints = Complaints(keeps_errors=True)
    with path.open("rb"):
        pass
    try:
        contract = _put_together(path, {}, {}, options, complaints)
        compile_rules(contract)
    except ContractError as error:
        complaints.take([_unserved(path, error)])
    return tuple(
        sorted(complaints.all(), key=lambda each: (each.file != str(path), each.file, each.line))
    )


def _unserved(path: Path, error: ContractError) -> Complaint:
    """Return the complaint about what ended the reading of a document."""
    file, line = _place_in(error.where)
    return Complaint(
        rule="unreadable",
        severity=Severity.ERROR,
        message=error.what,
        file=file or str(path),
        line=line,
        found=error.found,
        allowed=error.allowed,
        hint=error.hint,
    )


def _place_in(where: str) -> tuple[str, int]:
    """Return file and line of `file:line` or `file:line (pointer)`; line 1 of what is neither."""
    for text in (where, where.partition(" (/")[0]):
        file, _, line = text.rpartition(":")
        if file and line.isascii() and line.isdigit():
            return file, int(line)
    return where, 1


def _put_together(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
    complaints: Complaints,
) -> Contract:
    raw = read_yaml(path, max_bytes=options.limits.max_bytes)
    complaints.take(raw.complaints)
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
    final = _with_usual_version(repaired(whole, version, complaints), version)
    contract = _contract(final, version, api, complaints)
    return replace(
        contract, discrepancies=discrepancies, chosen_readings=chosen, complaints=complaints.all()
    )


def _with_usual_version(file: YamlFile, version: str) -> YamlFile:
    """Return a document whose version other tools read too, where its own is an odd one."""
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
                    where=f"{contract.file}:{contract.lines.get(schema.pointer, 1)}",
                    found=str(error),
                ) from error


def _contract(file: YamlFile, version: str, api: str, complaints: Complaints) -> Contract:
    tree = file.tree
    newest = with_newest_schemas(file, version)
    servers = _servers(file, complaints)
    schemes = dict(_security_schemes(tree))
    return Contract(
        api=api,
        title=str(tree["info"]["title"]),
        version=str(tree["info"]["version"]),
        file=file.file,
        tree=tree,
        base_path=base_path_of(servers[0].url) if servers else "",
        servers=servers,
        operations=OperationBuilder(newest, api, schemes, complaints).operations(),
        security_schemes=schemes,
        refusal=_error_template(file),
        lines=file.lines,
    )


def _with_base_path(contract: Contract, base_path: str) -> Contract:
    return Contract(
        **{name: getattr(contract, name) for name in Contract.__slots__ if name != "base_path"},
        base_path=base_path_of(base_path),
    )


def _servers(file: YamlFile, complaints: Complaints) -> tuple[Server, ...]:
    found = (
        server_of(file, value, f"/servers/{index}", complaints)
        for index, value in enumerate(file.tree.get("servers", ()))
    )
    return tuple(server for server in found if server is not None)


def _security_schemes(tree: Mapping[str, JSON]) -> Iterator[tuple[str, SecurityScheme]]:
    for name, value in tree.get("components", {}).get("securitySchemes", {}).items():
        scheme, _ = dereference(tree, value)
        if not isinstance(scheme, Mapping) or "type" not in scheme:
            continue
        yield (
            name,
            SecurityScheme(
                name=name,
                type=scheme["type"],
                scheme=scheme.get("scheme", "").lower(),
                parameter=scheme.get("name", ""),
                location=Location(scheme.get("in", "header")),
                environment=scheme.get("x-environment", ""),
            ),
        )


def _error_template(file: YamlFile) -> ErrorTemplate | None:
    value = file.tree.get("x-refusal")
    if value is None:
        return None
    for name in ("status", "title", "message"):
        if name in value and not exists(value["body"], value[name]):
            raise DocumentError(
                f"x-refusal.{name} leads nowhere in its body",
                where=file.location(f"/x-refusal/{name}"),
                found=value[name],
                allowed="a pointer to a value of x-refusal.body",
            )
    return ErrorTemplate(
        media_type=value.get("media-type", "application/json"),
        body=value["body"],
        status=value.get("status", ""),
        title=value.get("title", ""),
        message=value.get("message", ""),
    )

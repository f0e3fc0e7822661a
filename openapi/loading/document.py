"""From a YAML document to a `Contract`: readings applied, files bundled, references resolved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from openapi.contract import (
    Contract,
    Discrepancy,
    ErrorTemplate,
    Location,
    SecurityScheme,
    Server,
)
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.json.pointers import exists
from openapi.json.references import dereference
from openapi.loading import discrepancies as registers
from openapi.loading.bundling import bundle
from openapi.loading.metaschema import validate_document
from openapi.loading.operations import OperationBuilder
from openapi.loading.yaml import YamlFile, read_yaml
from openapi.rules.compilation import compile_rules
from openapi.schema.validation import validator_for

JSON = Any

REGISTER = "discrepancies.yaml"
"""A register of discrepancies lies beside the documents it is about, under this name."""

_ENVIRONMENT = re.compile(r"x-environment: *([A-Za-z_][A-Za-z0-9_]*)")
_BRACES = re.compile(r"[{}][^{}]*\}?")
_NOT_DOCUMENTS = frozenset({REGISTER, "sources.yaml"})


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
) -> tuple[Contract, ...]:
    """Load several documents that are served or checked together.

    Args:
        paths: The documents; none means the packaged ones.
        readings: Chosen reading by discrepancy id.
        base_paths: Base path by API name, in place of the first server's.

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
        contract = _load(path, wanted, read)
        if paths:
            # The packaged rules are compiled by the tests; a server need not wait for them.
            compile_rules(contract)
            _check_schemas(contract)
        if contract.api in contracts:
            raise DocumentError(
                f"two documents describe an API called {contract.api!r}",
                where=f"{contracts[contract.api].file} and {contract.file}",
                advice="give one of them another x-api",
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


def load_contract(path: Path, *, readings: Mapping[str, str] | None = None) -> Contract:
    """Load one document.

    Args:
        path: An OpenAPI 3.0 document; a register called `discrepancies.yaml` beside it is read.
        readings: Chosen reading by discrepancy id; entries about other APIs are left alone.

    Raises:
        DocumentError: The document cannot be used.
        ExtensionError: One of our extensions is not as allowed.
        ReadingError: A reading that does not exist was asked for.
    """
    return _load(path, readings or {}, {})


def _load(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
) -> Contract:
    raw = read_yaml(path)
    if not isinstance(raw.tree, Mapping):
        validate_document(raw)
    api = raw.tree.get("x-api", _default_api_name(path))
    discrepancies = _load_discrepancies(path, str(api), read)
    chosen = registers.resolve_readings(discrepancies, readings)
    tree = registers.apply_readings(raw.tree, discrepancies, chosen)
    changed = YamlFile(tree=tree, lines=raw.lines, file=raw.file)
    final = bundle(changed, path.parent)
    validate_document(final)
    return _contract(final, str(api), discrepancies, chosen)


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
                validator_for(schema)
            except ValueError as error:
                raise DocumentError(
                    f"a schema of {operation.id} cannot be judged",
                    where=f"{contract.file}:{contract.lines.get(schema.pointer, 1)}",
                    found=str(error),
                ) from error


def _contract(
    file: YamlFile, api: str, discrepancies: tuple[Discrepancy, ...], chosen: Mapping[str, str]
) -> Contract:
    tree = file.tree
    servers = _servers(file)
    schemes = dict(_security_schemes(tree))
    return Contract(
        api=api,
        title=str(tree["info"]["title"]),
        version=str(tree["info"]["version"]),
        file=file.file,
        tree=tree,
        base_path=_path_of(servers[0].url) if servers else "",
        servers=servers,
        operations=OperationBuilder(file, api, schemes).operations(),
        security_schemes=schemes,
        refusal=_error_template(file),
        discrepancies=discrepancies,
        chosen_readings=chosen,
        lines=file.lines,
    )


def _with_base_path(contract: Contract, base_path: str) -> Contract:
    return Contract(
        **{name: getattr(contract, name) for name in Contract.__slots__ if name != "base_path"},
        base_path=_path_of(base_path),
    )


def _servers(file: YamlFile) -> tuple[Server, ...]:
    servers = []
    for index, server in enumerate(file.tree.get("servers", ())):
        url = _expand_variables(server)
        try:
            urlsplit(url)
        except ValueError as error:
            raise DocumentError(
                f"server {url!r} is not a URL",
                where=file.location(f"/servers/{index}/url"),
                found=str(error),
                allowed="an absolute URL, or a path",
            ) from error
        if _BRACES.search(url):
            raise DocumentError(
                f"server {url!r} has a variable without a default",
                where=file.location(f"/servers/{index}/url"),
                found=_BRACES.findall(url)[0],
                allowed="variables that stand under variables, each with a default",
            )
        servers.append(
            Server(
                url=url,
                description=server.get("description", ""),
                is_production=server.get("x-production", False),
            )
        )
    return tuple(servers)


def _expand_variables(server: Mapping[str, JSON]) -> str:
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable["default"]))
    return url


def _path_of(url: str) -> str:
    path = urlsplit(url).path.rstrip("/")
    return f"/{path.lstrip('/')}" if path else ""


def _security_schemes(tree: Mapping[str, JSON]) -> Iterator[tuple[str, SecurityScheme]]:
    for name, value in tree.get("components", {}).get("securitySchemes", {}).items():
        scheme, _ = dereference(tree, value)
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

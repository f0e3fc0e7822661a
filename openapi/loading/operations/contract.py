"""A `Contract` from a document that is bundled, repaired, and in the newest dialect."""

from collections.abc import Iterator, Mapping
from dataclasses import field

from openapi.contract import Contract, Discrepancy, ErrorTemplate, Location, SecurityScheme, Server
from openapi.errors import DocumentError
from openapi.json.pointers import dereference, exists
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.operations.bodies import BodyBuilder
from openapi.loading.operations.builder import OperationBuilder
from openapi.loading.operations.parameters import ParameterBuilder
from openapi.loading.operations.servers import base_path_of, server_of
from openapi.loading.upgrading.direction import Direction
from openapi.loading.yaml import YamlFile
from openapi.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradedDocument:
    """A document after all steps that change its tree."""

    api: str  # short name of the API
    file: YamlFile  # the document in its own version
    newest: YamlFile  # the document whose schemas are JSON Schema 2020-12
    # The newest tree as messages of each direction see it.
    trees: Mapping[Direction, Mapping[str, JSON]]
    # Whether there may be `x-rules` in it; most documents have none, and their schemas are not
    # walked.
    has_rules: bool
    discrepancies: tuple[Discrepancy, ...] = ()  # the entries of the register about this API
    # Name of the chosen reading by discrepancy id, defaults included.
    readings: Mapping[str, str] = field(default_factory=dict)


def contract_of(document: UpgradedDocument, complaints: Complaints) -> Contract:
    """Return the contract of a document; `complaints` records contradictions in it.

    Raises:
        DocumentError: `x-refusal` points to no value.
    """
    file, newest = document.file, document.newest
    tree = file.tree
    servers = _servers(file, complaints)
    schemes = dict(_security_schemes(tree))
    parameters = ParameterBuilder(newest, complaints)
    bodies = BodyBuilder(
        newest, parameters, complaints, document.trees, has_rules=document.has_rules
    )
    builder = OperationBuilder(newest, document.api, schemes, bodies, complaints)
    operations, refusal = builder.operations(), _error_template(file)
    return Contract(
        api=document.api,
        title=str(tree["info"]["title"]),
        version=str(tree["info"]["version"]),
        file=file.file,
        tree=tree,
        base_path=base_path_of(servers[0].url) if servers else "",
        servers=servers,
        operations=operations,
        security_schemes=schemes,
        refusal=refusal,
        discrepancies=document.discrepancies,
        chosen_readings=document.readings,
        lines=file.lines,
        complaints=complaints.all(),
        locate=file.file_and_line,
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
                f"x-refusal.{name} points to no value of its body",
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

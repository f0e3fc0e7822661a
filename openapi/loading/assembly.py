"""A `Contract` from a repaired document."""

from collections.abc import Iterator, Mapping, Sequence

from openapi.contract import Contract, ErrorTemplate, Location, SecurityScheme, Server
from openapi.errors import DocumentError
from openapi.json.pointers import exists
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.operations.bodies import BodyBuilder
from openapi.loading.operations.builder import OperationBuilder
from openapi.loading.operations.parameters import ParameterBuilder
from openapi.loading.operations.servers import base_path_of, server_of
from openapi.loading.spec_objects import SpecObject
from openapi.loading.upgrading.direction import trees_by_direction
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.yaml import YamlFile


def build_contract(
    file: YamlFile,
    version: str,
    api: str,
    complaints: Complaints,
    objects: Sequence[SpecObject] | None = None,
) -> Contract:
    """Return the contract of a bundled and repaired document.

    `version` is `3.0` or `3.1` (3.2 included); `objects` are those that a later step may change, if
    they are known.

    Raises:
        DocumentError: `x-refusal` points to no value.
    """
    tree = file.tree
    newest, parts = with_newest_schemas(file, version, complaints, objects)
    # The newest dialect adds no key that is looked for, and a large document is not walked again.
    keys = file.contents().keys
    servers = _servers(file, complaints)
    schemes = dict(_security_schemes(tree))
    trees = trees_by_direction(newest.tree, keys, parts)
    parameters = ParameterBuilder(newest, complaints)
    bodies = BodyBuilder(newest, parameters, complaints, trees, has_rules="x-rules" in keys)
    builder = OperationBuilder(newest, api, schemes, bodies, complaints)
    return Contract(
        api=api,
        title=str(tree["info"]["title"]),
        version=str(tree["info"]["version"]),
        file=file.file,
        tree=tree,
        base_path=base_path_of(servers[0].url) if servers else "",
        servers=servers,
        operations=builder.operations(),
        security_schemes=schemes,
        refusal=_error_template(file),
        lines=file.lines,
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

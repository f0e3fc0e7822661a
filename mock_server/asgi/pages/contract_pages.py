"""The pages of the contracts: an index, and each document with the mock as its first server."""

from collections.abc import Mapping, Sequence
from functools import partial

from mock_server.asgi.pages.addresses import HEALTH, INDEX
from mock_server.asgi.pages.tool_pages import PageFactory
from mock_server.asgi.pages.yaml_text import yaml_text
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract, MediaType, Response
from openapi.json.parsing import dump_json
from openapi.json.types import JSON

_JSON_TYPE = "application/json"
_YAML_TYPE = "application/yaml"


def contract_pages(contracts: Sequence[Contract]) -> dict[str, PageFactory]:
    """Return the pages by path."""
    makers: dict[str, PageFactory] = {
        INDEX: partial(_index, contracts),
        HEALTH: partial(_health, contracts),
    }
    for contract in contracts:
        makers[document_path(contract.api, "yaml")] = partial(yaml_page, contract)
        makers[document_path(contract.api, "json")] = partial(json_page, contract)
    return makers


def document_path(api: str, suffix: str) -> str:
    """Return the path of the document of an API, as `yaml` or `json`."""
    return f"{INDEX}/{api}.{suffix}"


def document_paths(contracts: Sequence[Contract]) -> tuple[str, ...]:
    """Return the paths of all documents: pages that may take seconds to make."""
    return tuple(
        document_path(contract.api, suffix) for contract in contracts for suffix in ("yaml", "json")
    )


def served_document(contract: Contract) -> Mapping[str, JSON]:
    """Return the document with the mock first in every list of servers.

    The mock's URL is relative, so that it is valid at every address of the mock.
    """
    mock = {"url": contract.base_path or "/", "description": "This mock server"}
    document = dict(contract.tree)
    document["servers"] = [mock, *document.get("servers", ())]
    document["paths"] = {
        path: _with_server(item, mock) for path, item in document.get("paths", {}).items()
    }
    return document


def _with_server(value: JSON, mock: Mapping[str, JSON]) -> JSON:
    """Put the mock first if a path item or an operation has its own servers."""
    if not isinstance(value, Mapping):
        return value
    changed = {
        key: {**child, "servers": [mock, *child["servers"]]}
        if isinstance(child, Mapping) and "servers" in child
        else child
        for key, child in value.items()
    }
    if "servers" in changed:
        changed["servers"] = [mock, *changed["servers"]]
    return changed


def _index(contracts: Sequence[Contract]) -> PreparedResponse:
    apis = [
        {
            "api": contract.api,
            "title": contract.title,
            "version": contract.version,
            "base_path": contract.base_path,
            "yaml": document_path(contract.api, "yaml"),
            "json": document_path(contract.api, "json"),
            "readings": dict(contract.chosen_readings),
            "operations": [
                {
                    "id": operation.id,
                    "method": operation.method,
                    "path": contract.path_of(operation),
                    "summary": operation.summary,
                    "answers": [
                        _answer(response, media)
                        for response in operation.responses
                        for media in response.media_types or (None,)
                    ],
                }
                for operation in contract.operations
            ],
        }
        for contract in contracts
    ]
    return _json_page({"version": 1, "apis": apis, "docs": "/__docs"})


def _answer(response: Response, media: MediaType | None) -> JSON:
    """Return a documented answer; without a media type it has no body."""
    return {
        "status": response.status,
        "media_type": media.name if media else "",
        "default_example": media.default_example if media else "",
        "examples": [example.name for example in media.examples] if media else [],
    }


def _health(contracts: Sequence[Contract]) -> PreparedResponse:
    return _json_page({"status": "ok", "apis": [contract.api for contract in contracts]})


def json_page(contract: Contract) -> PreparedResponse:
    """Return the page of a served document as JSON."""
    return _json_page(served_document(contract))


def _json_page(value: JSON) -> PreparedResponse:
    return prepare_response(200, media_type=_JSON_TYPE, body=dump_json(value))


def yaml_page(contract: Contract) -> PreparedResponse:
    """Return the page of a served document as YAML."""
    text = yaml_text(served_document(contract))
    return prepare_response(200, media_type=_YAML_TYPE, body=text.encode())

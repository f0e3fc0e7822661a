"""The pages of the contracts: an index, and each document with the mock as its first server.

libyaml writes a text without interruption: other threads wait meanwhile, for half a second with two
thousand operations. So each path and each component is written by itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import yaml

from mock_server.asgi.tool_pages.tool_pages import PageFactory
from mock_server.http.requests import HEALTH, INDEX
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract, MediaType, Response
from openapi.json.parsing import dump_json
from openapi.json.types import JSON

_JSON_TYPE = "application/json"
_YAML_TYPE = "application/yaml"

_LARGE = {"paths": 1, "webhooks": 1, "x-files": 1, "components": 2, "definitions": 1}
"""Keys of a document with many members, and how many levels of members are written apart."""
_ONE_LINE = re.compile(r"[\w.-]{1,100}", re.ASCII)  # a key that is written in one line


def yaml_text(document: Mapping[str, JSON]) -> str:
    """Return a document as YAML without anchors, its multi-line texts as blocks."""
    return "".join(yaml_parts(document))


def yaml_parts(document: Mapping[str, JSON]) -> Iterator[str]:
    """Yield the text of a document in parts, each of which is short if the members are."""
    previous: tuple[str, ...] = ()
    for key, members in document.items():
        for names, value in _members((key,), members, _LARGE.get(key, 0)):
            nested = value
            for name in reversed(names):
                nested = {name: nested}
            yield _without_keys(_dumped(nested), names, previous)
            previous = names


def _members(
    names: tuple[str, ...], value: JSON, levels: int
) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Yield the members to write, each with the keys that lead to it."""
    has_line = _ONE_LINE.fullmatch(names[-1]) is not None
    if levels == 0 or not has_line or not isinstance(value, Mapping) or not value:
        yield names, value
        return
    for name, child in value.items():
        yield from _members((*names, name), child, levels - 1)


def _without_keys(text: str, names: tuple[str, ...], previous: tuple[str, ...]) -> str:
    """Return the text of a member without the lines of the keys that it shares with the last."""
    shared = 0
    for one, other in zip(names[:-1], previous[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return text.split("\n", shared)[-1]


def _dumped(value: JSON) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    # The end of a document is marked behind a block that keeps its line feeds; more parts follow.
    return text.removesuffix("...\n") if text.endswith("\n...\n") else text


class _Dumper(yaml.CSafeDumper):
    """Writes YAML without anchors, and multi-line texts as blocks."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    )


_Dumper.add_representer(str, _text)


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

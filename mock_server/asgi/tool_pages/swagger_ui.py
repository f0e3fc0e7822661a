"""Swagger UI for the served contracts, from files of this package: no other host is called.

It is the reader of the console's page *API reference* without a session: these pages need no admin
API. All URLs are relative, so that the pages work behind a proxy with any prefix.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from posixpath import dirname, relpath

from mock_server.asgi.tool_pages.console.page_table import READER_POLICY, asset_files, media_type
from mock_server.asgi.tool_pages.contract_pages import document_path
from mock_server.asgi.tool_pages.tool_pages import PageFactory
from mock_server.http.requests import DOCS
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract
from openapi.json.parsing import dump_json
from openapi.text.templates import render_template

_START = "start.js"
_FILES: Mapping[str, str] = {
    name.rpartition("/")[2]: name
    for name in (
        "static/look.css",
        "static/console.css",
        "static/icon.svg",
        "static/reader.js",
        "static/reference.css",
        "vendor/swagger-ui-dist/swagger-ui.css",
        "vendor/swagger-ui-dist/swagger-ui-bundle.js",
    )
}
"""Files of the console that these pages use, by their names here."""

_SAFETY = (
    (b"content-security-policy", READER_POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def docs_pages(contracts: Sequence[Contract]) -> dict[str, PageFactory]:
    """Return the pages by path; the main page lets its reader choose a contract."""
    makers = viewer_pages(DOCS, lambda: contracts)
    files = asset_files()
    for name, source in _FILES.items():
        makers[f"{DOCS}/{name}"] = partial(_asset, files[source])
    return makers


def viewer_pages(path: str, contracts: Callable[[], Iterable[Contract]]) -> dict[str, PageFactory]:
    """Return a page that shows some contracts, and its script; assets come from `DOCS`.

    `contracts` is called when the page is first requested.
    """
    start = f"{path}/{_START}"
    folder = dirname(path)
    addresses = {"docs": relpath(DOCS, folder), "start": relpath(start, folder)}
    return {
        path: lambda: _page("text/html; charset=utf-8", _rendered("swagger_ui.html", **addresses)),
        start: lambda: _start(contracts(), start),
    }


def _start(contracts: Iterable[Contract], path: str) -> PreparedResponse:
    """Return the script that starts a page; its URLs are relative to the script."""
    folder = dirname(path)
    documents = [
        {
            "url": relpath(document_path(contract.api, "json"), folder),
            "name": f"{contract.title} ({contract.api})",
        }
        for contract in contracts
    ]
    values = {"reader": f"./{relpath(DOCS, folder)}/reader.js", "root": relpath("/", folder)}
    script = _rendered("swagger_ui.js", documents=dump_json(documents).decode(), **values)
    return _page("text/javascript; charset=utf-8", script)


def _rendered(name: str, **values: str) -> bytes:
    return render_template(Path(__file__).with_name(name), **values).encode()


def _asset(path: Path) -> PreparedResponse:
    return _page(media_type(path), path.read_bytes())


def _page(media_type: str, body: bytes) -> PreparedResponse:
    return prepare_response(200, media_type=media_type, body=body, headers=_SAFETY)

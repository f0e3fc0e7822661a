"""Swagger UI for the served contracts, from an installed package: no other host is called.

The package comes with the extra `swagger-ui`; without it, the page says so.

All URLs are relative, so that the pages work behind a proxy with any prefix.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from posixpath import dirname, relpath

from mock_server.asgi.pages.contract_pages import document_path
from mock_server.asgi.pages.tool_pages import PageFactory
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract
from openapi.json.parsing import dump_json
from openapi.process.extras import install_line, is_installed
from openapi.text.templates import render_template

DOCS = "/__docs"

_PACKAGE = "swagger_ui_bundle"
_START = "start.js"
_TYPES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
_POLICY = (
    b"default-src 'none'; connect-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    b"script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)
_SAFETY = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


def docs_pages(contracts: Sequence[Contract]) -> dict[str, PageFactory]:
    """Return the pages by path; the top bar of the main page selects a contract."""
    makers = viewer_pages(DOCS, lambda: contracts)
    for name in _TYPES if is_installed(_PACKAGE) else ():
        makers[f"{DOCS}/{name}"] = partial(_asset, name)
    return makers


def viewer_pages(path: str, contracts: Callable[[], Iterable[Contract]]) -> dict[str, PageFactory]:
    """Return a page that shows some contracts, and its script; assets come from `DOCS`.

    `contracts` is called when the page is first requested.
    """
    if not is_installed(_PACKAGE):
        return {path: _missing}
    start = f"{path}/{_START}"
    folder = dirname(path)
    addresses = {"docs": relpath(DOCS, folder), "start": relpath(start, folder)}
    return {
        path: lambda: _page("text/html; charset=utf-8", _rendered("swagger_ui.html", **addresses)),
        start: lambda: _start(contracts(), folder),
    }


def _start(contracts: Iterable[Contract], folder: str) -> PreparedResponse:
    """Return the script that starts a page; its URLs are relative to the page's folder."""
    urls = [
        {
            "url": relpath(document_path(contract.api, "json"), folder),
            "name": f"{contract.api}: {contract.title}",
        }
        for contract in contracts
    ]
    script = _rendered("swagger_ui.js", urls=dump_json(urls).decode())
    return _page("text/javascript; charset=utf-8", script)


def _rendered(name: str, **values: str) -> bytes:
    return render_template(Path(__file__).with_name(name), **values).encode()


def _asset(name: str) -> PreparedResponse:
    return _page(_TYPES[name], (_bundle() / name).read_bytes())


def _bundle() -> Traversable:
    """Return the folder of the only Swagger UI version in the installed package."""
    return next(iter((files(_PACKAGE) / "vendor").iterdir()))


def _missing() -> PreparedResponse:
    text = (
        f"Swagger UI is not installed; install it with: {install_line('swagger-ui')}\n"
        "The documents themselves are at /__openapi.\n"
    )
    return prepare_response(
        501, media_type="text/plain; charset=utf-8", body=text.encode(), headers=_SAFETY
    )


def _page(media_type: str, body: bytes) -> PreparedResponse:
    return prepare_response(200, media_type=media_type, body=body, headers=_SAFETY)

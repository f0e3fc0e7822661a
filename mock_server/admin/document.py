"""The admin side's own document: what its requests are judged by, and what it serves of itself."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from mock_server.asgi.pages.contract_pages import document_path, json_page, yaml_page
from mock_server.asgi.pages.swagger_ui import DOCS, viewer_pages
from mock_server.asgi.pages.tool_pages import PageMaker
from openapi.contract import Contract
from openapi.loading.document import load_contract

API = "admin"
FILE = "admin.yaml"
ADMIN_DOCS = f"{DOCS}/{API}"
"""Where a person can read it, and try it out."""


def document_file() -> Path:
    """Return where the document lies."""
    return Path(str(files("mock_server"))) / "admin" / FILE


def document_pages() -> dict[str, PageMaker]:
    """Return the pages that show the document, by path."""
    return {
        document_path(API, "yaml"): lambda: yaml_page(admin_contract()),
        document_path(API, "json"): lambda: json_page(admin_contract()),
        **viewer_pages(ADMIN_DOCS, lambda: [admin_contract()]),
    }


@cache
def admin_contract() -> Contract:
    """Return the document as a contract; read when it is first needed."""
    return load_contract(document_file())

"""The admin side's own document: what its requests are judged by, and what it serves of itself."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from openapi.contract import Contract
from openapi.loading.document import load_contract

API = "admin"
FILE = "admin.yaml"
ADMIN_DOCS = f"/__docs/{API}"
"""Where a person can read it, and try it out."""


def document_file() -> Path:
    """Return where the document lies."""
    return Path(str(files("mock_server"))) / "admin" / FILE


@cache
def admin_contract() -> Contract:
    """Return the document as a contract; read when it is first needed."""
    return load_contract(document_file())


ADMIN_PREFIX = b"/__admin"

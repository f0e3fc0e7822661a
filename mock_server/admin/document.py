"""The OpenAPI document of the admin API, by which its requests are validated."""

from functools import cache
from pathlib import Path

from openapi.contract import Contract
from openapi.loading.document import load_contract

API = "admin"
FILE = "admin.yaml"
ADMIN_DOCS = f"/__docs/{API}"
"""The page that shows the document."""


def document_file() -> Path:
    """Return the path of the document's file."""
    return Path(__file__).with_name(FILE)


@cache
def admin_contract() -> Contract:
    """Return the document as a contract, loaded when it is first needed."""
    return load_contract(document_file())


ADMIN_PREFIX = b"/__admin"

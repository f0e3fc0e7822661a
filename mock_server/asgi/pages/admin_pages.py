"""The pages that show the admin API's own document."""

from mock_server.admin.document import ADMIN_DOCS, API, admin_contract
from mock_server.asgi.pages.contract_pages import document_path, json_page, yaml_page
from mock_server.asgi.pages.swagger_ui import viewer_pages
from mock_server.asgi.pages.tool_pages import PageFactory


def document_pages() -> dict[str, PageFactory]:
    """Return the pages by path."""
    return {
        document_path(API, "yaml"): lambda: yaml_page(admin_contract()),
        document_path(API, "json"): lambda: json_page(admin_contract()),
        **viewer_pages(ADMIN_DOCS, lambda: [admin_contract()]),
    }

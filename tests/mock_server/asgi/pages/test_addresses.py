"""The addresses of the mock's own pages."""

from mock_server.asgi.pages import addresses
from mock_server.http.requests import MOCK_PREFIX
from tests.mock_server.asgi_client import ask

HOST = ("Host", "localhost")


def test_every_page_is_below_the_prefix(app):
    """No page takes a path of an imitated API, and each is there."""
    pages = [addresses.INDEX, addresses.HEALTH, addresses.DOCS, f"{addresses.CONSOLE}/"]

    assert {page.encode().startswith(MOCK_PREFIX) for page in pages} == {True}
    assert [ask(app, page, HOST).status for page in pages] == [200] * 4

"""Servers of a document, a path and an operation."""

import pytest

from openapi.loading.complaints import Complaints
from openapi.loading.document import load_contracts
from openapi.loading.operations.servers import base_path_of, server_of
from openapi.loading.yaml import YamlFile
from openapi.parameters.serialization import fill_path
from openapi.routing import Router
from tests.acceptance.cases import cases

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: SERVER}]
paths:
  /a b/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: plain, responses: {"204": {description: ok}}}
  /c:
    servers: [{url: https://files.example.com/up}]
    get: {operationId: path, responses: {"204": {description: ok}}}
    post:
      operationId: own
      servers: [{url: ../other/}]
      responses: {"204": {description: ok}}
"""


@pytest.mark.parametrize(
    "server",
    [
        "/v1",
        "https://x.example/a%20b/v1",
        "/a b",
        "v1",
        "./v1",
        "",
        "/",
        "//x.example/v2/",
        "/caf%C3%A9",
        "/café/tea",
        "/a%2Fb/c%2fd",
    ],
)
def test_what_is_printed_is_routed(tmp_path, server):
    """Every printed address is routed, and none is answered with 404."""
    path = tmp_path / "d.yaml"
    path.write_text(DOCUMENT.replace("SERVER", f"'{server}'"), encoding="utf-8")
    contracts = load_contracts([path])
    router = Router(contracts)

    for operation in contracts[0].operations:
        target = fill_path(contracts[0].path_of(operation), {"id": "1%202"})
        assert target.isascii()
        assert " " not in target
        route = router.find(target.encode())
        assert route.operations[operation.method] is operation


def test_an_operation_has_the_nearest_servers(tmp_path):
    """The servers of the operation come first, then those of its path and of the document."""
    path = tmp_path / "d.yaml"
    path.write_text(DOCUMENT.replace("SERVER", "/v1"), encoding="utf-8")
    (contract,) = load_contracts([path])

    found = {each.id: contract.path_of(each) for each in contract.operations}

    assert found == {"plain": "/v1/a b/{id}", "path": "/up/c", "own": "/other/c"}


@cases(
    "url, path",
    {
        "absolute": ("https://x.example/v1/", "/v1"),
        "root": ("https://x.example", ""),
        "relative": ("v1", "/v1"),
        "with a dot": ("./v1/../v2", "/v2"),
        "above the root": ("../../v1", "/v1"),
    },
)
def test_base_path(url, path):
    """The base path is the path of a URL, without a slash at its end."""
    assert base_path_of(url) == path


@cases(
    "server, url, rules",
    {
        "default": ({"url": "/{v}", "variables": {"v": {"default": "a"}}}, "/a", []),
        "first of the allowed": ({"url": "/{v}", "variables": {"v": {"enum": ["b"]}}}, "/b", []),
        "undeclared": ({"url": "/{v}/x"}, "/v/x", ["server-variable"]),
        "a brace too many": ({"url": "/{v"}, "/", ["server-variable"]),
        "no URL": ({"url": "http://[x"}, None, ["server"]),
    },
)
def test_variables_are_filled_in(server, url, rules):
    """A variable without a default is read as its name, and a text that is no URL is left out."""
    complaints = Complaints()
    file = YamlFile(tree={"servers": [server]}, lines={}, file="d.yaml")

    found = server_of(file, server, "/servers/0", complaints)

    assert (found.url if found else None) == url
    assert [each.rule for each in complaints.all()] == rules

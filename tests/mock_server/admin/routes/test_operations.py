"""`/__admin/operation` and `/__admin/documents`."""

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask

LOCAL = ("Host", "localhost")
MISTAKEN = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      colour: red
      responses: {"200": {description: ok, content: {application/json: {example: 1}}}}
"""


def test_operation_is_shown_with_its_contradictions(admin, packaged):
    """The answer has requests, fields, and the contradictions that the fields name."""
    contract = packaged[0]
    operation = contract.operations[0]
    shown = admin(f"/operation?api={contract.api}&operation={operation.id}").json()
    named = {id_ for field in shown["fields"] for id_ in field["discrepancies"]}

    assert shown["path"] == contract.path_of(operation)
    assert {each["id"] for each in shown["discrepancies"]} == named != set()
    assert shown["answers"][0]["request"]["target"]


def test_unknown_operation_names_the_nearest(admin, packaged):
    """A misspelt operation is refused with the nearest one."""
    contract = packaged[0]
    id_ = contract.operations[0].id
    answer = admin(f"/operation?api={contract.api}&operation={id_}s")

    assert answer.status == 404
    assert answer.json()["nearest"] == f"{contract.api} {id_}"


def test_mistakes_of_a_document_have_file_and_line(tmp_path):
    """What was ignored is listed as in `contracts lint`, with the file's name and the line."""
    path = tmp_path / "mine.yaml"
    path.write_text(MISTAKEN, encoding="utf-8")
    app = create_app(load_contracts([path]), Settings(specs=(path,)))
    (document,) = ask(app, "/__admin/documents", LOCAL).json()["documents"]
    (mistake,) = document["mistakes"]

    assert (mistake["rule"], mistake["file"], mistake["line"]) == ("unknown-key", "mine.yaml", 7)
    assert document["file"] == "mine.yaml"


def test_chosen_token_is_not_shown(packaged):
    """A token that a user chose is a placeholder in requests to copy; the usual one is shown."""
    contract = packaged[0]
    target = f"/__admin/operation?api={contract.api}&operation={contract.operations[0].id}"
    token = "chosen-by-a-user"
    own = create_app(packaged, Settings(is_auth_required=True, auth_token=token))
    usual = create_app(packaged, Settings(is_auth_required=True))
    shown = ask(own, target, LOCAL).body.decode()

    assert token not in shown
    assert "YOUR-TOKEN" in shown
    assert Settings().auth_token in ask(usual, target, LOCAL).body.decode()

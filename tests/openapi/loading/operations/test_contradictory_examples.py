"""Examples that contradict their schema are listed by lint, and refused by strict loading."""

import pytest

from openapi.contract import Severity
from openapi.errors import DocumentError
from openapi.loading.document import LENIENT, load_contracts
from openapi.loading.linting import lint
from openapi.loading.packaged import packaged_documents
from tests.openapi.documents import changed, load

SCHEMA = '{$ref: "#/components/schemas/Pet"}'
EXAMPLE = """schema: {$ref: "#/components/schemas/Pet"}
              example:
                kind: dragon
                name: null"""
WRONG = changed(
    (f"schema: {SCHEMA}", EXAMPLE),
    ("name: {type: string}", "name: {type: string}, kind: {enum: [cat, dog]}"),
)


@pytest.fixture
def document(tmp_path):
    """Return the path of a document whose only example has two faults."""
    path = tmp_path / "pets.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return path


@pytest.mark.parametrize("media_type", ["application/json; v=1", "text/json", "application/x+json"])
def test_every_media_type_of_json_is_judged(document, media_type):
    """What the mock serves as JSON is judged as JSON."""
    document.write_text(changed(("application/json", f'"{media_type}"'), text=WRONG))

    assert [each.rule for each in lint(document)] == ["example"]


def test_an_object_that_is_the_example_of_xml_is_judged(document):
    """The mock corrects it as it does one in JSON; a text is the XML itself."""
    document.write_text(changed(("application/json", "application/xml"), text=WRONG))
    assert [each.rule for each in lint(document)] == ["example"]

    text = document.read_text().replace("kind: dragon\n", "<pet/>\n").replace("name: null", "")
    document.write_text(text)
    assert [each.rule for each in lint(document)] == []


def test_lint_warns_with_line_and_what_is_allowed(document):
    """A user reads which values are wrong, where they are and what may be there instead."""
    (found,) = lint(document)

    assert (found.severity, found.rule, found.line) == (Severity.WARNING, "example", 17)
    assert found.message == "the example 'example' of GET /pets/{id} 200 contradicts its schema"
    assert found.found == '/kind is "dragon"; /name is null'
    assert found.allowed == '/kind: "cat", "dog"; /name: string'


def test_strict_loading_refuses_what_lint_lists(tmp_path, document):
    """`serve --strict` and `contracts lint --strict` agree; without it the document is served."""
    with pytest.raises(DocumentError, match="the example 'example' of GET") as refusal:
        load(tmp_path, WRONG)

    assert refusal.value.where == f"{document}:17"
    assert load_contracts([document], options=LENIENT)


def test_the_packaged_documents_have_no_warnings():
    """Their contradictions are registered, and their placeholders are no examples."""
    assert [lint(path) for path in packaged_documents()] == [(), ()]

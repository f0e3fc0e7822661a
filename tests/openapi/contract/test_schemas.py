"""Citations and schemas as values."""

from openapi.contract import Basis, Schema, Source


def test_a_citation_names_page_lines_and_basis():
    """A finding cites `page lines (basis)`; without a page only the basis is left."""
    lines = ((124, 124), (130, 132))

    cited = Source(basis=Basis.DOCUMENTED, document="placewise", lines=lines)

    assert str(cited) == "placewise 124, 130-132 (documented)"
    assert str(Source(basis=Basis.INFERRED)) == "(inferred)"


def test_a_schema_is_a_key_by_its_place():
    """What was worked out for a schema is found again for the same place of the same document."""
    root = {"components": {"a": {"type": "string"}}}
    definition = root["components"]["a"]
    first = Schema(definition=definition, pointer="/components/a", root=root)

    assert {first: 1} == {Schema(definition=definition, pointer="/components/a", root=root): 1}
    assert first != Schema(definition={"type": "string"}, pointer="/components/a", root=root)
    assert "root" not in repr(first)

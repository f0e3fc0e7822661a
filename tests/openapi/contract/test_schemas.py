"""Citations and schemas as values."""

from openapi.contract import Basis, Schema, Source


def test_a_citation_names_page_lines_and_basis():
    """A finding cites `page lines (basis)`; without a page only the basis is left."""
    lines = ((124, 124), (130, 132))

    cited = Source(basis=Basis.DOCUMENTED, document="placewise", lines=lines)

    assert str(cited) == "placewise 124, 130-132 (documented)"
    assert str(Source(basis=Basis.INFERRED)) == "(inferred)"


def test_schemas_are_compared_without_their_document():
    """The same schema at the same place is equal in two loads of a document."""
    first = Schema(definition={"type": "string"}, pointer="/a", root={"version": 1})

    assert first == Schema(definition={"type": "string"}, pointer="/a", root={"version": 2})
    assert "root" not in repr(first)

"""The steps from a path to a document in the newest dialect."""

from openapi.loading.assembly import upgraded_document
from openapi.loading.complaints import Complaints
from openapi.loading.references.options import STRICT
from tests.openapi.documents import changed


def test_document_keeps_its_version_beside_the_newest_dialect(tmp_path):
    """The served document is as it was written; validators get the converted schemas."""
    path = tmp_path / "pets.yaml"
    path.write_text(changed(("{type: string}", "{type: string, nullable: true}")))

    found = upgraded_document(path, {}, {}, STRICT, Complaints(is_strict=True))

    name = ("components", "schemas", "Pet", "properties", "name")
    assert _at(found.file.tree, name) == {"type": "string", "nullable": True}
    assert _at(found.newest.tree, name) == {"type": ["string", "null"]}


def _at(tree, keys):
    for key in keys:
        tree = tree[key]
    return tree

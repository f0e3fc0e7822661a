"""Tests of the schemas that several operations of a learned document share."""

from contracts.observations.shapes.templates import templates
from contracts.results.learned.document import Proposal, learned_document
from contracts.results.learned.notebook import Notebook
from tests.contracts.traffic import exchange

BASKET = {"id": 3, "owner": {"id": 1, "name": "joe"}, "open": True}
NOTE = {"id": 1, "text": "a", "by": {"id": 1, "name": "joe"}}
ROW = "#/components/schemas/"


def learned(*exchanges):
    """Return the document of some exchanges."""
    notebook = Notebook()
    for number, each in enumerate(exchanges, 1):
        notebook.add(each, f"entry {number}")
    return learned_document(
        Proposal(
            api="shop",
            title="Shop",
            servers=["http://shop.example"],
            sources=["a.har"],
            traffic=notebook.collector.traffic(),
            notebook=notebook,
            templates=templates(notebook.collector.evidence),
            hide=str,
        )
    )


def body_of(document, path, method="get", status="200"):
    """Return the schema of an answer."""
    return document["paths"][path][method]["responses"][status]["content"]["application/json"][
        "schema"
    ]


def test_a_resource_of_several_operations_is_one_component():
    """The list, the one and the new one refer to it; a part of it that comes with it as well."""
    document = learned(
        exchange("/baskets", {"items": [BASKET, {**BASKET, "note": "x"}], "total": 2}),
        exchange("/baskets", {**BASKET, "id": 4}, method="POST", status=201),
        exchange("/notes", [NOTE]),
    )

    schemas = document["components"]["schemas"]
    assert [*schemas] == ["Basket", "Owner"]
    assert schemas["Basket"]["required"] == ["id", "owner", "open"]
    assert body_of(document, "/baskets")["properties"]["items"]["items"] == {"$ref": f"{ROW}Basket"}
    assert body_of(document, "/baskets", "post", "201") == {"$ref": f"{ROW}Basket"}
    assert "properties" in body_of(document, "/notes")["items"]


def test_objects_with_another_content_stay_apart():
    """A page of baskets and one of notes have the same members, and are not the same."""
    document = learned(
        exchange("/baskets", {"data": [BASKET], "total": 1}),
        exchange("/notes", {"data": [NOTE], "total": 1}),
    )

    assert body_of(document, "/baskets") != body_of(document, "/notes")


def test_null_in_place_of_an_object_is_said_beside_the_reference():
    """The component is the object alone."""
    document = learned(
        exchange("/last", {"basket": BASKET, "at": 1}),
        exchange("/last", {"basket": None, "at": 2}),
        exchange("/baskets", BASKET, method="POST", status=201),
    )

    assert body_of(document, "/last")["properties"]["basket"] == {
        "anyOf": [{"$ref": f"{ROW}Basket"}, {"type": "null"}]
    }


def test_a_kind_inside_of_itself_refers_to_itself():
    """A tree has one component, whatever its depth."""
    leaf = {"name": "c", "size": 1, "open": True, "parent": None}
    tree = {**leaf, "name": "a", "parent": {**leaf, "name": "b", "parent": leaf}}
    document = learned(
        exchange("/folders", tree, method="POST", status=201), exchange("/folders", [tree, leaf])
    )

    assert [*document["components"]["schemas"]] == ["Folder"]

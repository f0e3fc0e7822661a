"""Tests of the tree of a learned document."""

from contracts.observations.shapes.templates import templates
from contracts.results.learned.document import Proposal, learned_document, rule_count
from contracts.results.learned.notebook import Notebook
from tests.contracts.traffic import exchange


def learned(*exchanges):
    """Return the document of some exchanges."""
    notebook = Notebook()
    for number, each in enumerate(exchanges, 1):
        notebook.add(each, f"entry {number} of a.har")
    return learned_document(
        Proposal(
            api="shop",
            title="shop.example",
            servers=["https://shop.example"],
            sources=["a.har"],
            traffic=notebook.collector.traffic(),
            notebook=notebook,
            templates=templates(notebook.collector.evidence),
            hide=str,
        )
    )


def test_a_document_says_that_it_was_learned_and_from_what():
    """`contracts drift` takes what it lacks for unseen."""
    document = learned(exchange("/orders", []))

    assert document["info"]["x-source"] == {"basis": "inferred", "note": "1 answers in a.har"}
    assert document["servers"] == [{"url": "https://shop.example"}]


def test_paths_with_different_ids_are_one_with_the_evidence_of_all():
    """The first example, with its place."""
    document = learned(exchange("/orders/7", {"id": 7}), exchange("/orders/8", {"id": 8, "a": 1}))
    operation = document["paths"]["/orders/{order_id}"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]

    assert content["schema"]["required"] == ["id"]
    assert content["examples"]["seen"] == {
        "value": {"id": 7},
        "x-source": {"basis": "inferred", "note": "entry 1 of a.har"},
    }


def test_ids_of_operations_differ():
    """`/a-b` and `/a/b` would have the same."""
    document = learned(exchange("/a-b", {}), exchange("/a/b", {}))
    names = [each["get"]["operationId"] for each in document["paths"].values()]

    assert names == ["get_a_b", "get_a_b_2"]


def test_credentials_are_schemes_and_requirements():
    """Without their values."""
    sent = (("Authorization", "Bearer s3cret-token"),)
    document = learned(exchange("/orders", [], sent_headers=sent))

    assert document["components"]["securitySchemes"] == {
        "bearer": {"type": "http", "scheme": "bearer"}
    }
    assert document["paths"]["/orders"]["get"]["security"] == [{"bearer": []}]
    assert "s3cret" not in str(document)


def test_rules_are_counted_and_examples_are_not():
    """An answer may have a member of that name."""
    rules = [{"id": "a", "set": "learned"}, {"id": "b", "set": "learned"}]
    example = {"examples": {"seen": {"value": {"x-rules": [1, 2, 3]}}}}

    assert rule_count({"schema": {"x-rules": rules}, **example}) == 2

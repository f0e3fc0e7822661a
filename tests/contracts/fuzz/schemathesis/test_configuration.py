"""Tests of the configuration of Schemathesis."""

from dataclasses import replace

from contracts.fuzz.schemathesis.configuration import (
    filtered_document,
    left_out_patterns,
    schemathesis_config,
)
from contracts.http.requests.credentials import Credentials
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from openapi.contract import Location
from tests.contracts.shop import SHOP, TARGET

PLAN = FuzzLimits(
    operations=frozenset({"showOrder", "listOrders"}), max_examples=5, max_seconds=1, seed=7
)
NO_CREDENTIALS = Credentials()


def test_only_called_operations_are_in_the_document():
    """What is left out cannot be called."""
    paths = filtered_document(TARGET, PLAN)["paths"]

    assert [(path, sorted(set(item) & {"get", "post"})) for path, item in paths.items()] == [
        ("/orders/{order_id}", ["get"]),
        ("/orders", ["get"]),
    ]


def test_undocumented_methods_are_tried_only_when_allowed():
    """A read-only run generates none in the first place."""
    unsafe = FuzzLimits(
        operations=PLAN.operations, max_examples=5, max_seconds=1, seed=7, is_unsafe=True
    )
    safe_phases = schemathesis_config(TARGET, NO_CREDENTIALS, PLAN)["phases"]
    unsafe_phases = schemathesis_config(TARGET, NO_CREDENTIALS, unsafe)["phases"]

    assert safe_phases["coverage"] == {"unexpected-methods": []}
    assert unsafe_phases["coverage"] == {}


def test_nothing_is_kept_and_everything_is_seeded():
    """No cache, no database; the same seed, the same requests."""
    config = schemathesis_config(TARGET, NO_CREDENTIALS, PLAN)

    assert config["cache"] == {"enabled": False}
    assert config["generation"]["database"] == "none"
    assert config["seed"] == 7


def test_live_values_are_used():
    """What the environment gives replaces generated values."""
    live = Credentials(
        parameters={(Location.PATH, "order_id"): "9", (Location.HEADER, "X-Shop"): "mine"}
    )
    config = schemathesis_config(TARGET, live, PLAN)

    assert config["parameters"] == {"path.order_id": "9"}
    assert config["headers"] == {"X-Shop": "mine"}


def test_patterns_that_may_never_end_are_left_out_and_named():
    """Hypothesis matches with `re`, which may take for ever; the others stay."""
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string", "pattern": pattern}}
        for name, pattern in (("a", "^(?=(a+)+$)b"), ("b", "^(a|aa)+$"), ("c", "^[a-z]{1,9}$"))
    ]
    named = {"type": "object", "properties": {"pattern": {"type": "string"}}}
    document = {
        **SHOP.tree,
        "paths": {**SHOP.tree["paths"], "/orders": {
            **SHOP.tree["paths"]["/orders"], "parameters": parameters, "x-more": named,
        }},
    }  # fmt: skip
    target = replace(TARGET, contract=replace(SHOP, tree=document))

    item = filtered_document(target, PLAN)["paths"]["/orders"]

    assert left_out_patterns(target) == ("^(?=(a+)+$)b", "^(a|aa)+$")
    assert [each["schema"].get("pattern", "") for each in item["parameters"]] == [
        "", "", "^[a-z]{1,9}$",
    ]  # fmt: skip
    assert item["x-more"] == named


def test_overlapping_branches_are_distinguished_by_their_discriminator():
    """The second opinion accepts what the contract means: the branch that a value names."""
    cat, dog = {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}
    union = {"oneOf": [cat, dog], "discriminator": {"propertyName": "kind"}}
    schemas = {**SHOP.tree["components"].get("schemas", {}), "Pet": union}
    tree = {**SHOP.tree, "components": {**SHOP.tree["components"], "schemas": schemas}}
    target = replace(TARGET, contract=replace(TARGET.contract, tree=tree))
    first, _ = filtered_document(target, PLAN)["components"]["schemas"]["Pet"]["oneOf"]

    assert first == {"allOf": [cat, {"properties": {"kind": {"not": {"enum": ["Dog"]}}}}]}


def test_a_documented_content_type_is_no_header_to_judge():
    """OpenAPI ignores it among the headers of an answer; the media types of `content` count."""
    tree = {
        **SHOP.tree,
        "components": {
            **SHOP.tree["components"],
            "responses": {"Ok": {"description": "ok", "headers": {
                "content-type": {"schema": {"enum": ["text/plain"]}}, "X-A": {"schema": {}},
            }}},
        },
    }  # fmt: skip
    target = replace(TARGET, contract=replace(TARGET.contract, tree=tree))

    answer = filtered_document(target, PLAN)["components"]["responses"]["Ok"]

    assert [*answer["headers"]] == ["X-A"]

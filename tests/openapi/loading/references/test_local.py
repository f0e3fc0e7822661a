"""Documents that need no bundling are known in one walk."""

from hypothesis import given, settings
from hypothesis import strategies as st

from openapi.json.contents import contents_of
from openapi.loading.complaints import Complaints
from openapi.loading.references import bundling
from openapi.loading.references.local import is_self_contained
from openapi.loading.yaml import YamlFile
from tests.acceptance.cases import cases

SCHEMAS = {
    "components": {"schemas": {"A": {"type": "string"}, "B": {"$ref": "#/components/schemas/A"}}}
}


def document(schema):
    """Return a document with a schema in an answer."""
    content = {"application/json": {"schema": schema}}
    answer = {"description": "", "content": content}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        **SCHEMAS,
    }


@cases(
    "schema, is_it",
    {
        "component": ({"$ref": "#/components/schemas/A"}, True),
        "chain": ({"$ref": "#/components/schemas/B"}, True),
        "no reference": ({"properties": {"$ref": {}}}, True),
        "mapping by name": ({"discriminator": {"mapping": {"a": "A"}}}, True),
        "file": ({"$ref": "a.yaml"}, False),
        "URL": ({"$ref": "https://example.com/a.json#/A"}, False),
        "dead": ({"$ref": "#/components/schemas/C"}, False),
        "escaped": ({"$ref": "#/components/schemas/%41"}, False),
        "no object": ({"$ref": "#/openapi"}, False),
        "anchor": ({"$anchor": "a"}, False),
        "dynamic": ({"$dynamicRef": "#a"}, False),
        "mapping by file": ({"discriminator": {"mapping": {"a": "a.yaml"}}}, False),
        "file in an example": ({"example": {"$ref": "a.json"}}, False),
        "external example": ({"examples": {"a": {"externalValue": "a.json"}}}, False),
    },
)
def test_only_plain_pointers_to_objects_are_local(schema, is_it):
    """Everything else is followed by the bundler."""
    assert is_self_contained(contents_of(document(schema))) is is_it


REFERENCES = st.sampled_from(["#/components/schemas/A", "#/components/schemas/B", "#/paths"])
SCHEMA = st.recursive(
    st.just({"type": "string"}) | REFERENCES.map(lambda text: {"$ref": text}),
    lambda inner: st.fixed_dictionaries(
        {}, optional={"properties": st.dictionaries(st.sampled_from("ab"), inner), "items": inner,
                      "example": inner, "allOf": st.lists(inner, max_size=2)}),
    max_leaves=5,
)  # fmt: skip


@settings(deadline=None)
@given(SCHEMA)
def test_the_shorter_way_gives_the_same_document(schema):
    """For every self-contained document, with the same complaints."""
    tree = document(schema)
    assert is_self_contained(contents_of(tree))
    results = []
    for shortcut in (is_self_contained, lambda _: False):
        complaints = Complaints()
        main = YamlFile(tree=tree, lines={}, file="a.yaml")
        original, bundling.is_self_contained = bundling.is_self_contained, shortcut
        try:
            whole = bundling.bundle(main, bundling.Path(), complaints=complaints)
        finally:
            bundling.is_self_contained = original
        results.append((whole.tree, complaints.all()))

    assert results[0] == results[1]


def test_a_chain_that_leads_to_a_url_is_not_local():
    """Whichever of its references is looked at first; nothing is raised."""
    away = {f"A{n}": {"$ref": "https://example.com/x.json#/a"} for n in range(9)}
    links = {f"B{n}": {"$ref": f"#/components/schemas/A{n}"} for n in range(9)}

    assert not is_self_contained(contents_of({"components": {"schemas": {**away, **links}}}))

"""Documents as YAML."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.asgi.pages.yaml_text import yaml_parts, yaml_text

NAMES = st.sampled_from(["a", "B.c", "x y", "null", "1", "/p/{id}", "l\nm", "?", "k" * 130, "é"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "openapi": st.just("3.0.3"),
        "paths": st.dictionaries(NAMES, VALUES, max_size=4),
        "components": st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3)),
        "x-files": VALUES,
    },
)


@given(DOCUMENTS)
@example({"x-files": "\n", "openapi": "3.0.3"})
def test_the_parts_are_one_document(document):
    """Whatever the names of paths and components are, a reader gets the document back."""
    assert yaml.safe_load(yaml_text(document) or "{}") == document


def test_each_key_is_there_once():
    """Members that are written apart have the keys around them in common."""
    document = {
        "paths": {"/a": {"get": {}}, "/b": {"get": {}}},
        "components": {"schemas": {"A": {"type": "string"}, "B": {}}, "headers": {"C": {}}},
    }

    assert yaml_text(document) == (
        "paths:\n  /a:\n    get: {}\n  /b:\n    get: {}\n"
        "components:\n  schemas:\n    A:\n      type: string\n    B: {}\n"
        "  headers:\n    C: {}\n"
    )


@pytest.mark.parametrize(
    "document",
    [
        {"paths": {f"/{i}": {"get": {"x": ["y"] * 20}} for i in range(50)}},
        {"components": {"schemas": {f"S{i}": {} for i in range(50)}}},
    ],
    ids=["paths", "components"],
)
def test_no_part_is_long(document):
    """Other threads wait for one path or one component at most."""
    parts = [*yaml_parts(document)]

    assert len(parts) == 50
    assert max(map(len, parts)) < sum(map(len, parts)) / 10

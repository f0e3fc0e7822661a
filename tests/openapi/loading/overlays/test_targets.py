"""JSONPath selects values, and errors say what is wrong with it."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.overlays.targets import MAX_TARGETS, find_targets, nearest_target

TREE = {
    "paths": {
        "/a": {"get": {"parameters": [{"name": "p", "in": "query"}, {"name": "q", "in": "path"}]}},
        "/b~c": {"get": {}, "post": {}},
    }
}


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("$", ("",)),
        ("$.paths['/a'].get", ("/paths/~1a/get",)),
        ("$.paths.*.get", ("/paths/~1a/get", "/paths/~1b~0c/get")),
        ("$..parameters[?@.in=='query']", ("/paths/~1a/get/parameters/0",)),
        ("$..parameters[-1]", ("/paths/~1a/get/parameters/1",)),
        ("$.paths['/a','/a']", ("/paths/~1a",)),
        ("$.nothing.here", ()),
    ],
)
def test_values_are_selected_once(path, pointers):
    """Every value is selected at most once, in the order of the document."""
    assert find_targets(TREE, path) == pointers


@pytest.mark.parametrize(
    "path",
    [
        "",
        "paths",
        "$.paths[/a]",
        "$.paths..",
        "$.paths['/a'",
        "$" + "[0]" * 900,
    ],
)
def test_what_is_no_jsonpath_is_refused(path):
    """A text that is no query, is too long, or has a regular expression gives one message."""
    with pytest.raises(DocumentError) as caught:
        find_targets(TREE, path)

    assert caught.value.what.startswith("the target is not a JSONPath: ")
    assert caught.value.allowed == "a query of RFC 9535, such as $.paths['/orders'].get"


def test_targets_are_bounded():
    """A query cannot select more values than memory has room for."""
    with pytest.raises(DocumentError, match="it selects more than"):
        find_targets([0] * (MAX_TARGETS + 1), "$[*]")


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("$.paths['/aa'].get", "there is no '/aa' at /paths; did you mean '/a'?"),
        ("$.path", "there is no 'path' at the root; did you mean 'paths'?"),
        ("$.paths['/a'].get.parameters.name", "there is no 'name' at /paths/~1a/get/parameters"),
        ("$.zzz", "there is no 'zzz' at the root"),
        ("$.paths.*.put", ""),
        ("$..put", ""),
    ],
)
def test_nearest_name_is_shown(path, advice):
    """The first name that selects nothing is named, with the nearest one that exists."""
    assert nearest_target(TREE, path) == advice


@pytest.mark.parametrize("name", ["match", "search"])
def test_a_function_that_is_not_offered_is_named_with_the_reason(name):
    """RFC 9535 has it, so a user would look for a typing error."""
    with pytest.raises(DocumentError) as caught:
        find_targets({"a": [{"x": "abc"}]}, f"$.a[?{name}(@.x, 'a.*')]")

    assert f"the function {name}() is not offered: its regular expressions" in str(caught.value)
    assert "count(), length() and value()" in str(caught.value)

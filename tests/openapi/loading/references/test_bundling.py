"""References are resolved inside the document's root folder only."""

import pytest

from openapi.errors import DocumentError
from openapi.json.pointers import dereference
from openapi.loading.complaints import Complaints
from openapi.loading.references.bundling import bundle
from openapi.loading.references.options import BUNDLE
from openapi.loading.yaml import YamlFile, read_yaml
from tests.acceptance.cases import cases
from tests.openapi.bundles import bundled, refused


def test_local_references_stay_as_they_are(tmp_path):
    """A document of one file is unchanged."""
    file = bundled(tmp_path, "definitions:\n  a: {$ref: '#/b~1c'}\nb/c: 1")

    assert file.tree == {"definitions": {"a": {"$ref": "#/b~1c"}}, "b/c": 1}


def test_references_in_data_are_unchanged(tmp_path):
    """The content of extensions, examples and enums is data, with any keys."""
    text = (
        "x-a: {$ref: none.yaml}\n"
        "definitions:\n"
        "  a: {x-b: {$ref: none.yaml}, example: {$ref: '#/none'}, enum: [{$ref: ../none.yaml}],"
        " default: {$ref: 'https://example.com'}, const: {$ref: x}}"
    )

    assert bundled(tmp_path, text).tree == read_yaml(tmp_path / "main.yaml").tree


def test_other_files_are_bundled(tmp_path):
    """The bundled tree needs no file: every reference is local."""
    files = {
        "parts/x.yaml": "y: {items: {$ref: '#/z'}, not: {$ref: u.yaml}}\n"
        "z: {$ref: '../main.yaml#/b'}",
        "parts/u.yaml": "5",
    }

    file = bundled(tmp_path, "definitions: {a: {$ref: 'parts/x.yaml#/y'}}\nb: 3", files)

    assert file.tree == {
        "definitions": {"a": {"$ref": f"#/{BUNDLE}/parts~1x.yaml/y"}},
        "b": 3,
        BUNDLE: {
            "parts/u.yaml": 5,
            "parts/x.yaml": {
                "y": {
                    "items": {"$ref": f"#/{BUNDLE}/parts~1x.yaml/z"},
                    "not": {"$ref": f"#/{BUNDLE}/parts~1u.yaml"},
                },
                "z": {"$ref": "#/b"},
            },
        },
    }
    z = {"$ref": f"#/{BUNDLE}/parts~1x.yaml/z"}
    assert dereference(file.tree, z) == (3, "/b")


def test_lines_of_other_files_are_theirs(tmp_path):
    """A message about a part of another file names that file."""
    file = bundled(tmp_path, "definitions: {a: {$ref: x.yaml}}", {"x.yaml": "b: 1\nc: 2"})

    assert file.location(f"/{BUNDLE}/x.yaml/c") == f"{tmp_path}/x.yaml:2"
    assert file.location_with_pointer(f"/{BUNDLE}/x.yaml/c") == f"{tmp_path}/x.yaml:2 (/c)"


def test_percent_encoding_is_undone(tmp_path):
    """A reference is a URI, so its pointer may be percent-encoded."""
    file = bundled(tmp_path, "definitions: {a: {$ref: '#/x-a/~1b~1%7Bid%7D'}}\nx-a: {'/b/{id}': 1}")

    assert dereference(file.tree, file.tree["definitions"]["a"])[0] == 1


def test_a_property_may_be_called_ref(tmp_path):
    """A reference is a text; another value under that key is a schema."""
    file = bundled(tmp_path, "properties: {$ref: {type: string}}")

    assert file.tree == {"properties": {"$ref": {"type": "string"}}}


@cases(
    "ref",
    {
        "parent folder": "../secret.yaml",
        "there and back": "parts/../../secret.yaml",
        "absolute": "/etc/passwd",
        "file URL": "file:///etc/passwd",
        "network path": "//example.com/x.yaml",
        "encoded": "%2e%2e/secret.yaml",
        "null byte": "x%00.yaml",
        "too long": "x" * 5000,
        "not there, elsewhere": "../none.yaml",
        "folder": ".",
        "symbolic link out": "link.yaml",
        "symbolic link to itself": "loop.yaml",
        "anchor": "#pet",
        "anchor elsewhere": "main.yaml#pet",
    },
)
def test_other_places_are_refused(tmp_path, ref):
    """A document cannot make the loader read other files or contact other machines."""
    folder = tmp_path / "folder"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("password: x", encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")

    error = refused(folder, f"definitions:\n  b: {{$ref: '{ref}'}}")

    assert error.what.endswith("is refused")
    assert error.where == f"{folder / 'main.yaml'}:2"


@pytest.mark.parametrize("ref", ["none.yaml", "parts/none.yaml#/a"])
def test_a_missing_file_is_reported_as_missing(tmp_path, ref):
    """A typing error in a file's name is not reported as a forbidden file."""
    error = refused(tmp_path, f"definitions:\n  b: {{$ref: '{ref}'}}")

    assert error.what == f"$ref '{ref}' names a file that is missing"
    assert error.where == f"{tmp_path / 'main.yaml'}:2"


@cases(
    "text, left",
    {
        "schema": ("components: {schemas: {a: {$ref: URL}}}", {"schemas": {"a": {}}}),
        "old schema": ("definitions: {a: {$ref: URL}}", {"a": {}}),
        "answer": (
            "components: {responses: {a: {$ref: URL}}}",
            {"responses": {"a": {"description": "", "content": {"*/*": {}}}}},
        ),
        "old answer": (
            "swagger: '2.0'\nresponses: {a: {$ref: URL}}",
            {"a": {"description": "", "schema": {}}},
        ),
        "body": (
            "components: {requestBodies: {a: {$ref: URL}}}",
            {"requestBodies": {"a": {"content": {"*/*": {}}}}},
        ),
        "parameter": ("components: {parameters: {a: {$ref: URL}}}", {"parameters": {"a": {}}}),
        "path": ("paths: {/a: {$ref: URL}}", {"/a": {}}),
    },
)
def test_what_is_at_a_url_is_anything(tmp_path, text, left):
    """It is not read, not even from a folder with the name of the scheme, and it is complained of.

    An answer that is described elsewhere may have any body: it is not one without a body.
    """
    (tmp_path / "https:" / "example.com").mkdir(parents=True)
    (tmp_path / "https:" / "example.com" / "x.yaml").write_text("1", encoding="utf-8")
    complaints = Complaints()
    path = tmp_path / "main.yaml"
    path.write_text(text.replace("URL", "'https://example.com/x.yaml'"), encoding="utf-8")

    whole = bundle(read_yaml(path), tmp_path, complaints=complaints)

    assert [*whole.tree.values()][-1] == left
    assert [each.rule for each in complaints.all()] == ["remote-reference"]


def test_a_strict_loader_refuses_urls(tmp_path):
    """A document that must be judged as a whole may have no part that is not."""
    text = "definitions: {a: {$ref: 'https://example.com/x.yaml'}}"

    error = refused(tmp_path, text)

    assert "leads to another machine" in error.what
    assert error.hint.startswith("correct it; without --strict it is read as anything")


def test_a_chain_of_references_is_followed(tmp_path):
    """Thirty-two references in a row are not a circle."""
    text = "\n".join(f"  a{i}: {{$ref: '#/definitions/a{i + 1}'}}" for i in range(32))

    file = bundled(tmp_path, f"definitions:\n{text}\n  a32: {{}}")

    assert dereference(file.tree, file.tree["definitions"]["a0"]) == ({}, "/definitions/a32")


def test_symbolic_links_inside_are_fine(tmp_path):
    """The real path of a link must be inside the root."""
    (tmp_path / "x.yaml").write_text("1", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "x.yaml")

    tree = bundled(tmp_path, "definitions: {a: {$ref: link.yaml}}").tree
    assert tree["definitions"]["a"] == {"$ref": f"#/{BUNDLE}/x.yaml"}


def test_references_into_other_files_are_followed_there(tmp_path):
    """A reference that does not resolve is reported with its own file and line."""
    files = {"x.yaml": "type: array\nitems: {$ref: '#/d'}"}
    error = refused(tmp_path, "definitions: {a: {$ref: x.yaml}}", files)

    assert error.what == "$ref '#/d' does not resolve"
    assert error.where == f"{tmp_path}/x.yaml:2"


@pytest.mark.parametrize("path", ["Tga", "Pet/properties/nmae"])
def test_nearest_place_is_named(tmp_path, path):
    """A misspelt reference is refused with the one that was probably meant."""
    text = "definitions: {a: {$ref: '#/d/%s'}}\nd: {Tag: {}, Pet: {properties: {name: {}}}}"
    meant = path.replace("Tga", "Tag").replace("nmae", "name")

    assert f"did you mean '#/d/{meant}'" in refused(tmp_path, text.replace("%s", path)).what
    assert "did you mean" not in refused(tmp_path, text.replace("%s", "Zebra")).what


@cases(
    "text",
    {
        "itself": "  a: {$ref: '#/definitions/a'}",
        "each other": "  a: {$ref: '#/definitions/b'}\n  b: {$ref: '#/definitions/a'}",
        "a long chain": "\n".join(f"  a{i}: {{$ref: '#/definitions/a{i + 1}'}}" for i in range(40))
        + "\n  a40: {}",
    },
)
def test_circles_are_refused(tmp_path, text):
    """A chain of references must end at a value."""
    assert "a circle" in refused(tmp_path, f"definitions:\n{text}").found


def test_references_of_an_overlay_are_followed(tmp_path):
    """The changed tree is checked, and not the file."""
    file = YamlFile(
        tree={"definitions": {"a": {"$ref": "#/gone"}}},
        lines={"": 1},
        file=str(tmp_path / "m.yaml"),
    )

    with pytest.raises(DocumentError, match="does not resolve"):
        bundle(file, tmp_path)


def test_dereference_returns_the_target_pointer():
    """The pointer is that of the value, and not of the reference."""
    root = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"d": 1}}

    assert dereference(root, root["a"], "/a") == ({"d": 1}, "/c")
    assert dereference(root, {"d": 2}, "/x") == ({"d": 2}, "/x")


@pytest.mark.parametrize("name", ["nowhere", "main.yaml"])
def test_a_root_that_is_no_folder_is_refused(tmp_path, name):
    """A misspelt folder is named even if the document refers to no file."""
    (tmp_path / "main.yaml").write_text("b: 1")

    with pytest.raises(DocumentError, match="no folder") as caught:
        bundle(read_yaml(tmp_path / "main.yaml"), tmp_path, root=tmp_path / name)

    assert name in str(caught.value)

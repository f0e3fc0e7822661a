"""References stay inside the document's folder, and lead somewhere."""

import pytest

from openapi.errors import DocumentError
from openapi.json.references import dereference
from openapi.loading.bundling import BUNDLE, MAX_FILES, bundle
from openapi.loading.yaml import YamlFile, read_yaml
from tests.acceptance.cases import cases


def bundled(folder, text, files=None):
    """Return a document with the files beside it inside."""
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    path = folder / "main.yaml"
    path.write_text(text, encoding="utf-8")
    return bundle(read_yaml(path), folder)


def refused(folder, text, files=None):
    """Return the error with which a document is refused."""
    with pytest.raises(DocumentError) as caught:
        bundled(folder, text, files)
    return caught.value


def test_local_references_stay_as_they_are(tmp_path):
    """A document of one file is what it was."""
    file = bundled(tmp_path, "a: {$ref: '#/b~1c'}\nb/c: 1")

    assert file.tree == {"a": {"$ref": "#/b~1c"}, "b/c": 1}


def test_other_files_come_inside(tmp_path):
    """Whoever works with the tree needs no file: every reference is local."""
    files = {
        "parts/x.yaml": "y: {$ref: '#/z'}\nz: {$ref: '../main.yaml#/b'}\nw: {$ref: u.yaml}",
        "parts/u.yaml": "5",
    }

    file = bundled(tmp_path, "a: {$ref: 'parts/x.yaml#/y'}\nb: 3", files)

    assert file.tree == {
        "a": {"$ref": f"#/{BUNDLE}/parts~1x.yaml/y"},
        "b": 3,
        BUNDLE: {
            "parts/u.yaml": 5,
            "parts/x.yaml": {
                "y": {"$ref": f"#/{BUNDLE}/parts~1x.yaml/z"},
                "z": {"$ref": "#/b"},
                "w": {"$ref": f"#/{BUNDLE}/parts~1u.yaml"},
            },
        },
    }
    assert dereference(file.tree, file.tree["a"]) == (3, "/b")


def test_lines_of_other_files_are_theirs(tmp_path):
    """A message about a part of another file names that file."""
    file = bundled(tmp_path, "a: {$ref: x.yaml}", {"x.yaml": "b: 1\nc: 2"})

    assert file.location(f"/{BUNDLE}/x.yaml/c") == f"{tmp_path}/x.yaml:2"
    assert file.location_with_pointer(f"/{BUNDLE}/x.yaml/c") == f"{tmp_path}/x.yaml:2 (/c)"


def test_percent_encoding_is_undone(tmp_path):
    """A reference is a URI: its pointer may be written with percent signs."""
    file = bundled(tmp_path, "a: {$ref: '#/paths/~1b~1%7Bid%7D'}\npaths: {'/b/{id}': 1}")

    assert dereference(file.tree, file.tree["a"])[0] == 1


def test_a_property_may_be_called_ref(tmp_path):
    """A reference is a text; anything else under that key is somebody's schema."""
    file = bundled(tmp_path, "properties: {$ref: {type: string}}")

    assert file.tree == {"properties": {"$ref": {"type": "string"}}}


@cases(
    "ref",
    {
        "parent folder": "../secret.yaml",
        "there and back": "parts/../../secret.yaml",
        "absolute": "/etc/passwd",
        "URL": "https://example.com/x.yaml#/a",
        "file URL": "file:///etc/passwd",
        "network path": "//example.com/x.yaml",
        "encoded": "%2e%2e/secret.yaml",
        "null byte": "x%00.yaml",
        "too long": "x" * 5000,
        "not there, elsewhere": "../none.yaml",
        "folder": ".",
        "symbolic link out": "link.yaml",
        "symbolic link to itself": "loop.yaml",
        "anchor": "#thing",
        "anchor elsewhere": "main.yaml#thing",
    },
)
def test_other_places_are_refused(tmp_path, ref):
    """A document makes nobody read other files or call other machines."""
    folder = tmp_path / "folder"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("password: x", encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")

    error = refused(folder, f"a: 1\nb: {{$ref: '{ref}'}}")

    assert error.what.endswith("is refused")
    assert error.where == f"{folder / 'main.yaml'}:2"


@pytest.mark.parametrize("ref", ["none.yaml", "parts/none.yaml#/a"])
def test_a_missing_file_is_said_to_be_missing(tmp_path, ref):
    """A slip in a file's name is no attempt to read what is not the document's."""
    error = refused(tmp_path, f"a: 1\nb: {{$ref: '{ref}'}}")

    assert error.what == f"$ref '{ref}' names a file that is missing"
    assert error.where == f"{tmp_path / 'main.yaml'}:2"


def test_a_url_is_no_path(tmp_path):
    """Not even where a folder is called like one."""
    (tmp_path / "https:" / "example.com").mkdir(parents=True)
    (tmp_path / "https:" / "example.com" / "x.yaml").write_text("1", encoding="utf-8")

    assert refused(tmp_path, "a: {$ref: 'https://example.com/x.yaml'}").what.endswith("is refused")


def test_a_chain_of_references_is_followed(tmp_path):
    """Thirty-two references in a row are no circle."""
    text = "\n".join(f"a{i}: {{$ref: '#/a{i + 1}'}}" for i in range(32)) + "\na32: 1"

    file = bundled(tmp_path, text)

    assert dereference(file.tree, file.tree["a0"]) == (1, "/a32")


def test_symbolic_links_inside_are_fine(tmp_path):
    """What counts is where the file lies."""
    (tmp_path / "x.yaml").write_text("1", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "x.yaml")

    assert bundled(tmp_path, "a: {$ref: link.yaml}").tree["a"] == {"$ref": f"#/{BUNDLE}/x.yaml"}


def test_references_into_other_files_are_followed_there(tmp_path):
    """A reference that leads nowhere is named where it stands."""
    error = refused(tmp_path, "a: {$ref: x.yaml}", {"x.yaml": "b: 1\nc: {$ref: '#/d'}"})

    assert error.what == f"$ref '#/{BUNDLE}/x.yaml/d' leads nowhere"
    assert error.where == f"{tmp_path}/x.yaml:2"


@cases(
    "text",
    {
        "itself": "a: {$ref: '#/a'}",
        "each other": "a: {$ref: '#/b'}\nb: {$ref: '#/a'}",
        "a long chain": "\n".join(f"a{i}: {{$ref: '#/a{i + 1}'}}" for i in range(40)) + "\na40: 1",
    },
)
def test_circles_are_refused(tmp_path, text):
    """A reference must end at something that is no reference."""
    assert "a circle" in refused(tmp_path, text).found


def test_references_put_there_by_an_overlay_are_followed(tmp_path):
    """It is the final tree that must hold, not the file."""
    file = YamlFile(tree={"a": {"$ref": "#/gone"}}, lines={"": 1}, file=str(tmp_path / "m.yaml"))

    with pytest.raises(DocumentError, match="leads nowhere"):
        bundle(file, tmp_path)


def test_the_number_of_files_is_bounded(tmp_path):
    """A document is not a way to have a folder read."""
    files = {f"{i}.yaml": "1" for i in range(MAX_FILES + 1)}
    text = "\n".join(f"a{i}: {{$ref: {i}.yaml}}" for i in range(MAX_FILES + 1))

    assert refused(tmp_path, text, files).allowed == "at most 50 files"


def test_dereference_tells_where_it_ended():
    """Who reads on needs the place of the value, not that of the reference."""
    root = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/c"}, "c": {"d": 1}}

    assert dereference(root, root["a"], "/a") == ({"d": 1}, "/c")
    assert dereference(root, {"d": 2}, "/x") == ({"d": 2}, "/x")


@pytest.mark.parametrize("name", [".env", "id_rsa", "notes.txt", "secrets.toml"])
def test_a_file_that_is_no_document_is_not_read(tmp_path, name):
    """What lies beside a document may be secret, and errors quote what they find."""
    error = refused(tmp_path, f"a: {{$ref: {name}}}", {name: "TOKEN=hush-hush: {"})

    assert "hush" not in str(error)
    assert ".yaml" in error.allowed

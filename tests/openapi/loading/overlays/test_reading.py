"""Overlay files are read strictly: a mistake in one would silently change nothing."""

from pathlib import Path

import pytest

from openapi.errors import DocumentError
from openapi.loading.overlays.reading import assign_overlays, read_overlay

START = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\n"

ACTIONS = START + "actions:\n  - {target: $.info, update: {title: T}}\n"


def written(folder, text):
    """Return the path of a file with this text."""
    path = folder / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_actions_are_read_in_order(tmp_path):
    """Each action has its target, and its value or that it removes."""
    text = f"{ACTIONS}  - {{target: $.tags, remove: true, description: why, x-note: 1}}\n"
    overlay = read_overlay(written(tmp_path, text))

    assert [(a.target, a.is_removal, a.update) for a in overlay.actions] == [
        ("$.info", False, {"title": "T"}),
        ("$.tags", True, None),
    ]
    assert overlay.extends == ""


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("[1]", "not an overlay", 1),
        ("overlays: 1.0.0", "not an overlay; did you mean 'overlay'?", 1),
        ("openapi: 3.0.3", "not an overlay", 1),
        (ACTIONS.replace("1.0.0", "2.0.0"), "this version of overlays is not known", 1),
        (START, "an overlay has no actions", 1),
        (f"{START}actions: []", "an overlay has no actions", 3),
        (f"{START}action: []", "an overlay has no key 'action' here; did you mean 'actions'?", 3),
        (f"{START}actions: [7]", "an action is not an object", 3),
        (ACTIONS.replace("target", "targets"),
         "an overlay has no key 'targets' here; did you mean 'target'?", 4),
        (ACTIONS.replace("update", "udpate"),
         "an overlay has no key 'udpate' here; did you mean 'update'?", 4),
        (ACTIONS.replace("$.info", "7"), "an action has no target", 4),
        (ACTIONS.replace(", update: {title: T}", ""), "an action neither updates nor removes", 4),
        (ACTIONS.replace("update: {title: T}", "remove: yes please"),
         "an action neither updates nor removes", 4),
    ],
)  # fmt: skip
def test_mistakes_have_their_line(tmp_path, text, what, line):
    """The message has the file, the line and the nearest key."""
    with pytest.raises(DocumentError) as caught:
        read_overlay(written(tmp_path, text))

    assert (caught.value.what, caught.value.where) == (what, f"{tmp_path}/ours.yaml:{line}")


def test_missing_file_is_named(tmp_path):
    """A wrong path is an error, not a traceback."""
    with pytest.raises(DocumentError) as caught:
        read_overlay(tmp_path / "none.yaml")

    assert "none.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("extends", "is_for"),
    [
        ("./shop.yaml", True),
        ("shop.yaml", True),
        ("https://vendor.example/v7/shop.yaml", True),
        ("./other.yaml", False),
        ("https://vendor.example/other.yaml", False),
    ],
)
def test_extends_names_a_document(tmp_path, extends, is_for):
    """A path is relative to the overlay; of a URL the last segment counts."""
    overlay = read_overlay(written(tmp_path, f"{ACTIONS}extends: {extends}\n"))

    assert overlay.is_for(Path(tmp_path) / "shop.yaml") is is_for


@pytest.fixture
def overlay(tmp_path):
    """Write an overlay with this `extends`, or none."""

    def write(extends=""):
        path = tmp_path / f"ours-{extends.replace('/', '-')}.yaml"
        named = f"extends: {extends}\n" if extends else ""
        path.write_text(f"overlay: 1.0.0\n{named}actions: [{{target: $, update: {{}}}}]\n")
        return path

    return write


def test_single_document_has_all_overlays(tmp_path, overlay):
    """Whatever they extend: the user named both."""
    shop, ours = tmp_path / "shop.yaml", overlay("https://elsewhere.example/api.yaml")

    assert assign_overlays([ours, overlay()], [shop]) == {shop: (ours, overlay())}
    assert assign_overlays([], [shop]) == {shop: ()}


def test_overlay_names_one_of_several_documents(tmp_path, overlay):
    """The others stay as they are."""
    shop, bank = tmp_path / "shop.yaml", tmp_path / "bank.yaml"
    ours = overlay("./bank.yaml")

    assert assign_overlays([ours], [shop, bank]) == {shop: (), bank: (ours,)}


@pytest.mark.parametrize(
    ("extends", "what"),
    [
        ("", "an overlay names none of the 2 documents"),
        ("./shop.yml", "an overlay names none of the 2 documents; did you mean 'shop.yaml'?"),
    ],
)
def test_overlay_without_its_document_is_refused(tmp_path, overlay, extends, what):
    """With several documents a guess could change the wrong one."""
    documents = [tmp_path / "shop.yaml", tmp_path / "bank.yaml"]
    with pytest.raises(DocumentError) as caught:
        assign_overlays([overlay(extends)], documents)

    assert caught.value.what == what
    assert caught.value.allowed == "extends: shop.yaml or bank.yaml"

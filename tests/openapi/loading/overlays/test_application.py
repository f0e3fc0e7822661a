"""Overlays change a document as Overlay 1.0 has it, and every value keeps its line."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.errors import DocumentError
from openapi.json.pointers import iter_values
from openapi.loading.complaints import Complaints
from openapi.loading.overlays.application import ValueOrigins, apply_overlay
from openapi.loading.overlays.reading import read_overlay
from openapi.loading.yaml import parse_yaml
from openapi.loading.yaml.file import Origin

DOCUMENT = """\
openapi: 3.0.3
info:
  title: Shop
  contact: {name: A}
tags:
  - name: one
  - name: two
  - name: three
paths:
  /orders:
    get:
      summary: List
"""

MAIN = parse_yaml("a: [1, 2, 3]", file="main.yaml")

OURS = parse_yaml("b: {c: 1}", file="ours.yaml")


def changed(folder, *actions, text=DOCUMENT, complaints=None):
    """Return a document after an overlay with these actions, one a line from line 4 on."""
    path = folder / "ours.yaml"
    lines = "".join(f"  - {action}\n" for action in actions)
    head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
    path.write_text(head + lines, encoding="utf-8")
    document = parse_yaml(text, file="shop.yaml")
    return apply_overlay(document, read_overlay(path), complaints or Complaints(is_strict=True))


@pytest.mark.parametrize(
    ("action", "pointer", "value"),
    [
        ("{target: $.info, update: {title: T, contact: {url: u}}}", "/info",
         {"title": "T", "contact": {"name": "A", "url": "u"}}),
        ("{target: $.tags, update: {name: four}}", "/tags/3", {"name": "four"}),
        ("{target: $, update: {tags: [{name: four}]}}", "/tags/3", {"name": "four"}),
        ("{target: $, update: {info: null}}", "/info", None),
        ("{target: '$.tags[0,2]', remove: true}", "/tags", [{"name": "two"}]),
        ("{target: $.info.contact, remove: true}", "/info", {"title": "Shop"}),
        ("{target: $.paths.*.get, update: {deprecated: true}}", "/paths/~1orders/get",
         {"summary": "List", "deprecated": True}),
        ("{target: '$..*', remove: true}", "", {}),
        ("{target: $.info, update: {title: T}, remove: true}", "", None),
    ],
)  # fmt: skip
def test_action_changes_its_targets(tmp_path, action, pointer, value):
    """Objects are merged, lists get an entry or are joined, values are replaced or removed."""
    tree = changed(tmp_path, action).tree
    found = dict(iter_values(tree)).get(pointer)

    if pointer or value is not None:
        assert found == value
    else:
        assert "info" not in tree


def test_actions_see_the_changes_before_them(tmp_path):
    """The order counts."""
    tree = changed(
        tmp_path,
        "{target: $.paths, update: {/new: {get: {summary: New}}}}",
        "{target: \"$.paths['/new'].get\", update: {summary: Newer}}",
    ).tree

    assert tree["paths"]["/new"]["get"]["summary"] == "Newer"


@pytest.mark.parametrize(
    ("actions", "pointer", "place"),
    [
        (["{target: $.info, update: {title: T}}"], "/info/title", "ours.yaml:4"),
        (["{target: $.info, update: {title: T}}"], "/info/contact", "shop.yaml:4"),
        (["{target: $.info, update: {license: {name: L}}}"], "/info/license/name", "ours.yaml:4"),
        (["{target: $.tags, update: {name: four}}"], "/tags/3/name", "ours.yaml:4"),
        (["{target: '$.tags[0]', remove: true}"], "/tags/0/name", "shop.yaml:7"),
        (["{target: '$.tags[0]', remove: true}"], "/tags/1", "shop.yaml:8"),
        (["{target: $.tags, update: {name: four}}", "{target: '$.tags[1]', remove: true}"],
         "/tags/2/name", "ours.yaml:4"),
        (["{target: '$.tags[2]', update: {x: 1}}", "{target: '$.tags[0]', remove: true}"],
         "/tags/1/x", "ours.yaml:4"),
        (["{target: '$.tags[2]', update: {x: 1}}", "{target: '$.tags[0]', remove: true}"],
         "/tags/1/name", "shop.yaml:8"),
        (["{target: $.info.title, remove: true}", "{target: $.info, update: {title: T}}"],
         "/info/title", "ours.yaml:5"),
        (["{target: $.info, update: {x: {y: 1}}}", "{target: $.info.x, update: {y: 2}}"],
         "/info/x/y", "ours.yaml:5"),
    ],
)  # fmt: skip
def test_every_value_has_its_file_and_line(tmp_path, actions, pointer, place):
    """A message about a value points into the file that has it, also when items have moved."""
    found = changed(tmp_path, *actions).location(pointer)

    assert found.rpartition("/")[2] == place


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("{target: $.info.title, update: New}", "select the object around a value to change it"),
        ("{target: $.info, update: New}", "an object, as the target is"),
        ("{target: $, remove: true}", "a value inside the document"),
        ("{target: info, update: {}}", "a query of RFC 9535"),
    ],
)
def test_impossible_actions_are_refused(tmp_path, action, words):
    """The message has the line of the action, and what is possible."""
    with pytest.raises(DocumentError) as caught:
        changed(tmp_path, action)

    assert words in str(caught.value)
    assert "ours.yaml:4" in caught.value.where


def test_target_that_selects_nothing_is_a_warning(tmp_path):
    """The document is served, and the warning has the nearest name; `--strict` refuses it."""
    action, complaints = "{target: \"$.paths['/order']\", update: {x-a: 1}}", Complaints()
    changed(tmp_path, action, complaints=complaints)
    [complaint] = complaints.all()

    assert (complaint.rule, complaint.severity, complaint.line) == ("overlay-target", "warning", 4)
    assert complaint.hint == "there is no '/order' at /paths; did you mean '/orders'?"
    with pytest.raises(DocumentError):
        changed(tmp_path, action)


def test_document_is_not_changed_in_place(tmp_path):
    """The tree that was read stays as it was."""
    document = parse_yaml(DOCUMENT, file="shop.yaml")
    before = deepcopy(document.tree)
    path = tmp_path / "ours.yaml"
    actions = "[{target: $.info, update: {title: T}}, {target: $.tags, remove: true}]"
    path.write_text(f"overlay: 1.0.0\nactions: {actions}\n", encoding="utf-8")
    apply_overlay(document, read_overlay(path), Complaints())

    assert document.tree == before


@given(st.lists(st.sampled_from([0, 1, 2, 3]), max_size=6))
def test_removed_items_keep_the_lines_of_the_others(tmp_path_factory, removals):
    """Whatever is removed in whatever order, each item that stays is found on its line."""
    names = "".join(f"  - name: n{number}\n" for number in range(6))
    text = f"openapi: 3.0.3\ntags:\n{names}"
    actions = [f"{{target: '$.tags[{place}]', remove: true}}" for place in removals]
    actions = actions or ["{target: $, update: {x: 1}}"]
    folder = tmp_path_factory.mktemp("overlay")
    document = changed(folder, *actions, text=text, complaints=Complaints())

    for index, tag in enumerate(document.tree["tags"]):
        assert document.location(f"/tags/{index}") == f"shop.yaml:{int(tag['name'][1:]) + 3}"


def test_values_below_an_added_one_come_from_its_file():
    """Only the added value is noted; what is in it follows."""
    origins = ValueOrigins(MAIN)
    origins.add("/x", Origin(file=OURS, pointer="/b"))

    assert (origins.of("/x/c").file, origins.of("/x/c").pointer) == (OURS, "/b/c")
    assert origins.of("/a/0").file.file == "main.yaml"


def test_removed_values_are_forgotten():
    """A value that is removed and added by the document again is the document's."""
    origins = ValueOrigins(MAIN)
    origins.add("/x/y", Origin(file=OURS, pointer="/b"))
    origins.forget("/x")

    assert origins.by_pointer() == {}


def test_items_after_a_removed_one_move_up():
    """With what was added inside them."""
    origins = ValueOrigins(MAIN)
    origins.add("/a/2/new", Origin(file=OURS, pointer="/b"))
    origins.close_gap("/a/0", 3)

    assert origins.of("/a/0").pointer == "/a/1"
    assert origins.of("/a/1").pointer == "/a/2"
    assert origins.of("/a/1/new").file is OURS

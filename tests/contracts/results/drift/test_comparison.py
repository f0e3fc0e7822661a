"""Tests of comparing whole sides."""

from dataclasses import replace

from contracts.results.drift.comparison import compare
from tests.contracts.traffic import (
    answers,
    documented,
    drifted,
    exchange,
    facts,
    members,
    seen,
    tree,
)


def paths(folder, *names, base="https://shop.example", file="a.json", schema=None):
    """Return a document with some paths, all with the same answer."""
    document = tree({"$ref": "#/components/schemas/Order"})
    get = {"get": {k: v for k, v in document["paths"]["/orders"]["get"].items() if k[0] == "r"}}
    return documented(
        folder,
        {
            **document,
            "servers": [{"url": base}],
            "paths": dict.fromkeys(names, get),
            "components": {"schemas": {"Order": schema or members(a={"type": "string"})}},
        },
        file,
    )


def test_operations_that_are_gone_come_first_and_new_ones_last(tmp_path):
    """A document denies what it does not have."""
    one = paths(tmp_path, "/a", "/b")
    other = paths(tmp_path, "/b", "/c", file="b.json")
    drift = compare(one, other)

    assert facts(drift) == [
        "breaking certain operation-gone operation",
        "minor certain operation-new operation",
    ]
    assert [each.operations for each in drift.changes] == [("GET /a",), ("GET /c",)]
    assert drift.compared == 1


def test_the_names_of_path_parameters_do_not_count(tmp_path):
    """Nor does a slash at the end."""
    one, other = (
        documented(
            tmp_path,
            {
                **tree({}),
                "paths": {
                    f"/orders/{{{name}}}{end}": {
                        "get": {
                            "parameters": [
                                {"name": name, "in": "path", "required": True, "schema": {}}
                            ],
                            "responses": {"200": {"description": ""}},
                        }
                    }
                },
            },
            f"{name}.json",
        )
        for name, end in (("id", ""), ("orderId", "/"))
    )

    assert drifted(one, other) == []


def test_one_cause_in_many_operations_is_one_change(tmp_path):
    """A change of a shared schema is reported once, with all operations."""
    one = paths(tmp_path, "/a", "/b", "/c")
    other = paths(tmp_path, "/a", "/b", "/c", file="b.json", schema=members(b={}))
    [change, _] = compare(one, other).changes

    assert change.operations == ("GET /a", "GET /b", "GET /c")


def test_another_path_of_the_server_is_one_change(tmp_path):
    """Not one for every operation: also where the version is a part of the paths."""
    one = paths(tmp_path, "/a", "/b", base="https://shop.example/v1")
    moved = paths(tmp_path, "/a", "/b", base="https://shop.example/v2", file="b.json")
    first = paths(tmp_path, "/v1/a", "/v1/b", file="c.json")
    second = paths(tmp_path, "/v2/a", "/v2/b", file="d.json")

    assert drifted(one, moved) == ["likely certain server-moved server"]
    assert drifted(first, second) == ["likely certain server-moved server"]


def test_a_base_path_that_moves_into_the_paths_is_no_new_operation(tmp_path):
    """`/v1` of the server and `/a` are `/v1/a`."""
    one = paths(tmp_path, "/a", "/b", base="https://shop.example/v1")
    other = paths(tmp_path, "/v1/a", "/v1/b", file="b.json")

    assert drifted(one, other) == ["likely certain server-moved server"]


def test_operations_that_a_recording_lacks_are_no_drift_that_fails(tmp_path):
    """No client may have used them; the other way round they are undocumented."""
    side = paths(tmp_path, "/orders", "/b")

    assert drifted(side, answers({"a": "x"})) == ["minor tentative operation-unseen operation"]
    assert drifted(answers({"a": "x"}), side) == ["minor tentative operation-unseen operation"]
    assert drifted(seen(exchange("/c", {"a": "x"})), paths(tmp_path, "/c")) == []
    assert "likely certain operation-gone operation" in drifted(
        seen(exchange("/c", {})), paths(tmp_path, "/orders")
    )


def test_operations_that_could_not_be_asked_are_left_out(tmp_path):
    """They are named in a note, not as a change."""
    side = paths(tmp_path, "/orders", "/b/{id}")
    live = replace(answers({"a": "x"}), unasked={("GET", "/b/{x}"): "no value"})

    assert drifted(side, live) == []


def test_the_same_sides_give_the_same_report(tmp_path):
    """The order depends on the changes alone."""
    one, other = paths(tmp_path, "/a", "/b"), paths(tmp_path, "/c", "/a", file="b.json")

    assert compare(one, other) == compare(one, other)
    assert drifted(one, one) == []

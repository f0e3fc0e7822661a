"""What a refused request nearly was."""

import pytest

from mock_server.journal.near_misses import align, near_misses
from tests.acceptance.cases import cases
from tests.mock_server.observed import entry

SLUG = ("X-Loyalty-Club-Slug", "mall")


def nearest(contracts, target, *headers, method="GET"):
    """Return the near miss of an operation."""
    asked = entry(contracts, target, *headers, method=method, status=404, refusal="no")
    return near_misses(asked, contracts)[0].as_json()


@cases(
    "target, headers, method, misses",
    {
        "segment": (
            "/v3/mall/member/imports/1",
            (SLUG,),
            "GET",
            [{"field": "path segment 3", "wanted": "members", "found": "member"}],
        ),
        "segment-missing": (
            "/v3/mall/imports/1",
            (SLUG,),
            "GET",
            [{"field": "path segment 3", "wanted": "members", "found": "nothing"}],
        ),
        "segment-too-much": (
            "/api/v3/mall/members/imports/1",
            (SLUG,),
            "GET",
            [{"field": "path segment 1", "wanted": "nothing", "found": "api"}],
        ),
        "slash-at-the-end": (
            "/v3/mall/members/imports/1/",
            (SLUG,),
            "GET",
            [{"field": "path segment 6", "wanted": "nothing", "found": ""}],
        ),
        "method": (
            "/v3/mall/members/imports/1",
            (SLUG,),
            "POST",
            [{"field": "method", "wanted": "GET", "found": "POST"}],
        ),
        "header": (
            "/v3/mall/members/imports/1",
            (),
            "GET",
            [{"field": "header X-Loyalty-Club-Slug", "wanted": "exactly one", "found": "nothing"}],
        ),
        "path-parameter": (
            "/v3/mall/members/imports/x",
            (SLUG,),
            "GET",
            [
                {
                    "field": "path import_id",
                    "wanted": "an integer in plain decimal digits, at most 19 of them",
                    "found": "x",
                }
            ],
        ),
    },
)
def test_fields_that_miss_are_named(packaged, target, headers, method, misses):
    """Of a request with one error, only this error is reported, with what would have matched."""
    found = nearest(packaged, target, *headers, method=method)

    assert found["operation"] == "showMembersImportStatus"
    assert found["request"] == "GET /v3/{loyalty_club_slug}/members/imports/{import_id}"
    assert found["misses"] == misses
    assert found["matched"] == found["fields"] - 1


def test_parameter_that_was_sent_wrongly_is_a_field(packaged):
    """An optional parameter is reported if it was sent and is invalid."""
    found = nearest(packaged, "/subscriptions/imports?page%5Blimit%5D=500")

    assert [(miss["field"], miss["found"]) for miss in found["misses"]] == [
        ("query page[limit]", "500")
    ]


def test_nearest_operation_comes_first(packaged, warehouse):
    """Every operation is compared, and the one with the most matches is first."""
    contracts = [*packaged, warehouse]
    asked = entry(contracts, "/api/v1/depots/7/good", method="GET", status=404, refusal="no")
    found = near_misses(asked, contracts)

    assert len(found) == 3
    assert found[0].operation.id == "listGoods"
    assert found[0].score > found[-1].score


@cases(
    "wanted, found, pairs",
    {
        "equal": (["a", "{b}"], ["a", "x"], [("a", "a"), ("{b}", "x")]),
        "other": (["a", "b"], ["a", "c"], [("a", "a"), ("b", "c")]),
        "literal-before-placeholder": (
            ["{a}", "x"],
            ["x"],
            [("{a}", None), ("x", "x")],
        ),
        "nothing": (["a"], [], [("a", None)]),
        "within": (["v{n}"], ["v3"], [("v{n}", "v3")]),
    },
)
def test_segments_are_paired_so_that_most_match(wanted, found, pairs):
    """A segment too few or too many does not make all the others miss."""
    assert align(wanted, found) == pairs


@pytest.mark.parametrize("target", ["/" + "/" * 4000, "/" + "a" * 8000, "/%ff/%00"])
def test_hostile_path_is_compared_at_once(packaged, target):
    """However long or odd a path is, near misses are found."""
    assert near_misses(entry(packaged, target), packaged)


def test_no_segment_takes_long():
    """A segment of dashes is matched with several parameters without backtracking."""
    template, path = "{a}-{b}-{c}-{d}.png", "-" * 100_000

    assert align([template], [path]) == [(template, path)]

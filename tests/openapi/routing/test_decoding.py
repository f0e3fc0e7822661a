"""Raw paths are split, decoded once, and refused where no operation can have them."""

from openapi.routing import PathFlaw, Router
from tests.acceptance.cases import cases
from tests.packaged import packaged_contracts

PACKAGED = Router(packaged_contracts())


@cases(
    "path, flaw",
    {
        "slash in a literal": (b"/v3/a/members%2Fimports/1", PathFlaw.SLASH),
        "small letters": (b"/v3/a/members%2fimports/1", PathFlaw.SLASH),
        "percent sign at the end": (b"/v3/a/members/imports/1%", PathFlaw.BAD_ESCAPE),
        "no digits": (b"/v3/a/members/imports/%zz", PathFlaw.BAD_ESCAPE),
        "one digit": (b"/v3/a/members/imports/%2", PathFlaw.BAD_ESCAPE),
        "not UTF-8": (b"/v3/%ff/members/imports/1", PathFlaw.NOT_UTF8),
        "not UTF-8 as sent": (b"/v3/\xff/members/imports/1", PathFlaw.NOT_UTF8),
        "overlong slash": (b"/v3/%c0%af/members/imports/1", PathFlaw.NOT_UTF8),
        "surrogate": (b"/v3/%ed%a0%80/members/imports/1", PathFlaw.NOT_UTF8),
        "null byte": (b"/v3/a%00/members/imports/1", PathFlaw.CONTROL),
        "line break": (b"/v3/a/members/imports/1%0a", PathFlaw.CONTROL),
        "delete": (b"/v3/a%7f/members/imports/1", PathFlaw.CONTROL),
        "C1": (b"/v3/a%C2%85/members/imports/1", PathFlaw.CONTROL),
        "dot": (b"/v3/./members/imports/1", PathFlaw.DOT_SEGMENT),
        "dots": (b"/v3/a/../members/imports/1", PathFlaw.DOT_SEGMENT),
        "encoded dots": (b"/v3/%2e%2E/members/imports/1", PathFlaw.DOT_SEGMENT),
        "slash and dots": (b"/v3/a%2Fb/members/imports/..", PathFlaw.DOT_SEGMENT),
        "slash and null byte": (b"/v3/a%2Fb/members/imports/%00", PathFlaw.CONTROL),
        "slash and other bytes": (b"/v3/a%2Fb/members/imports/%ff", PathFlaw.NOT_UTF8),
    },
)
def test_paths_that_can_match_no_operation(path, flaw):
    """Such bytes match no operation, and the API that owns the path is still known."""
    route = PACKAGED.find(path)

    assert route.path_flaw is flaw
    assert (route.contract.api, dict(route.operations)) == ("placewise", {})


def test_a_slash_in_a_value_is_data():
    """`%2F` in a segment is a part of the value (RFC 3986, 2.2)."""
    route = PACKAGED.find(b"/v3/a%2Fb/members/imports/1%2f2")

    assert route.path_flaw is None
    assert dict(route.path_values) == {"loyalty_club_slug": "a/b", "import_id": "1/2"}
    assert list(route.operations) == ["GET"]


def test_a_path_without_a_slash_matches_nothing():
    """A path without a leading slash matches no operation and is not repaired."""
    route = PACKAGED.find(b"subscriptions/imports")

    assert dict(route.operations) == {}
    assert PACKAGED.find(b"/subscriptions/imports").operations

"""Raw request paths are matched with path templates."""

from dataclasses import replace

import pytest

from openapi.contract import Contract, Operation
from openapi.loading.document import load_contracts
from openapi.routing import PathError, Router
from tests.acceptance.cases import cases
from tests.packaged import packaged_contracts


def contract(api, *paths, base_path=""):
    """Return a contract of GET operations at these paths."""
    operations = tuple(Operation(api=api, id=path, method="GET", path=path) for path in paths)
    return Contract(
        api=api,
        title="",
        version="",
        file="",
        tree={},
        base_path=base_path,
        operations=operations,
    )


def found(router, path):
    """Return the path template that a raw path matches, and its values."""
    route = router.find(path)
    templates = {operation.path for operation in route.operations.values()}
    return (templates.pop() if templates else None), dict(route.path_values)


PACKAGED = Router(packaged_contracts())
IMPORT = "/v3/{loyalty_club_slug}/members/imports/{import_id}"


@cases(
    "path, values",
    {
        "documented": (b"/v3/infinity-mall/members/imports/1", ("infinity-mall", "1")),
        "encoded": (b"/v3/infinity%2Dmall/members/imports/%31", ("infinity-mall", "1")),
        "umlaut": (b"/v3/m%C3%BChle/members/imports/1", ("mühle", "1")),
        "umlaut as sent": ("/v3/mühle/members/imports/1".encode(), ("mühle", "1")),
        "plus is a plus": (b"/v3/a+b/members/imports/+1", ("a+b", "+1")),
        "blank": (b"/v3/a%20b/members/imports/1%20", ("a b", "1 ")),
        "brackets and colons": (b"/v3/a:b%5B%5D/members/imports/-1", ("a:b[]", "-1")),
        "digits of other scripts": (b"/v3/a/members/imports/%D9%A1", ("a", "\u0661")),
        "dots within": (b"/v3/a..b/members/imports/...", ("a..b", "...")),
        "encoded literal": (b"/%76%33/a/members/imports/1", ("a", "1")),
        "percent sign": (b"/v3/100%25/members/imports/1", ("100%", "1")),
        "decoded once": (b"/v3/%252F/members/imports/1", ("%2F", "1")),
        "turned around": (b"/v3/%E2%80%AE/members/imports/1", ("\u202e", "1")),
    },
)
def test_paths_that_match_the_import(path, values):
    """Segments are decoded once, after the path is split."""
    slug, number = values

    assert found(PACKAGED, path) == (IMPORT, {"loyalty_club_slug": slug, "import_id": number})


@cases(
    "path, fault",
    {
        "slash in a literal": (b"/v3/a/members%2Fimports/1", PathError.SLASH),
        "small letters": (b"/v3/a/members%2fimports/1", PathError.SLASH),
        "percent sign at the end": (b"/v3/a/members/imports/1%", PathError.BAD_ESCAPE),
        "no digits": (b"/v3/a/members/imports/%zz", PathError.BAD_ESCAPE),
        "one digit": (b"/v3/a/members/imports/%2", PathError.BAD_ESCAPE),
        "not UTF-8": (b"/v3/%ff/members/imports/1", PathError.NOT_UTF8),
        "not UTF-8 as sent": (b"/v3/\xff/members/imports/1", PathError.NOT_UTF8),
        "overlong slash": (b"/v3/%c0%af/members/imports/1", PathError.NOT_UTF8),
        "surrogate": (b"/v3/%ed%a0%80/members/imports/1", PathError.NOT_UTF8),
        "null byte": (b"/v3/a%00/members/imports/1", PathError.CONTROL),
        "line break": (b"/v3/a/members/imports/1%0a", PathError.CONTROL),
        "delete": (b"/v3/a%7f/members/imports/1", PathError.CONTROL),
        "C1": (b"/v3/a%C2%85/members/imports/1", PathError.CONTROL),
        "dot": (b"/v3/./members/imports/1", PathError.DOTS),
        "dots": (b"/v3/a/../members/imports/1", PathError.DOTS),
        "encoded dots": (b"/v3/%2e%2E/members/imports/1", PathError.DOTS),
        "slash and dots": (b"/v3/a%2Fb/members/imports/..", PathError.DOTS),
        "slash and null byte": (b"/v3/a%2Fb/members/imports/%00", PathError.CONTROL),
        "slash and other bytes": (b"/v3/a%2Fb/members/imports/%ff", PathError.NOT_UTF8),
    },
)
def test_paths_that_can_match_no_operation(path, fault):
    """Such bytes match no operation, and the API that owns the path is still known."""
    route = PACKAGED.find(path)

    assert route.path_error is fault
    assert (route.contract.api, dict(route.operations)) == ("placewise", {})


def test_a_slash_in_a_value_is_data():
    """`%2F` in a segment is a part of the value (RFC 3986, 2.2)."""
    route = PACKAGED.find(b"/v3/a%2Fb/members/imports/1%2f2")

    assert route.path_error is None
    assert dict(route.path_values) == {"loyalty_club_slug": "a/b", "import_id": "1/2"}
    assert list(route.operations) == ["GET"]


@cases(
    "path, api",
    {
        "prefix": (b"/v3", "placewise"),
        "slash at the end": (b"/v3/a/members/imports/1/", "placewise"),
        "two slashes": (b"/v3//members/imports/1", "placewise"),
        "shorter": (b"/v3/a/members/imports", "placewise"),
        "longer": (b"/v3/a/members/imports/1/x", "placewise"),
        "empty id": (b"/v3/a/members/imports/", "placewise"),
        "other letters": (b"/v3/a/Members/imports/1", "placewise"),
        "other API": (b"/subscriptions/imports/1", "elastic_path"),
        "other resource": (b"/subscriptions/x", "elastic_path"),
        "capitals": (b"/V3/a/members/imports/1", None),
        "slash first": (b"//v3/a/members/imports/1", None),
        "root": (b"/", None),
        "nothing": (b"", None),
        "star": (b"*", None),
        "elsewhere": (b"/other", None),
    },
)
def test_paths_that_match_no_template(path, api):
    """Paths are not redirected or repaired; an API owns all paths under its prefix."""
    route = PACKAGED.find(path)

    assert not route.operations
    assert route.path_error is None
    assert (route.contract.api if route.contract else None) == api


@cases(
    "paths, path, template",
    {
        "literal first": (["/a/{x}", "/a/b"], b"/a/b", "/a/b"),
        "parameter for the rest": (["/a/{x}", "/a/b"], b"/a/c", "/a/{x}"),
        "from the left": (["/{x}/b", "/a/{y}"], b"/a/b", "/a/{y}"),
        "mixed before parameter": (["/{x}", "/{x}.json"], b"/a.json", "/{x}.json"),
        "longer literal first": (["/{x}.json", "/{x}.min.json"], b"/a.min.json", "/{x}.min.json"),
        "two in a segment": (["/{x}-{y}", "/{x}"], b"/a", "/{x}"),
        "two with text": (["/{x}", "/{x}...{y}"], b"/a...b", "/{x}...{y}"),
        "root": (["/", "/{x}"], b"/", "/"),
    },
)
def test_literal_segments_win(paths, path, template):
    """OpenAPI: concrete paths are matched before templated ones, in any order of the document."""
    for order in (paths, paths[::-1]):
        assert found(Router([contract("a", *order)]), path)[0] == template


def test_several_parameters_in_one_segment():
    """Each value has at least one character; earlier ones are as short as possible."""
    router = Router([contract("a", "/{x}-{y}/v{z}")])

    assert found(router, b"/a-b-c/v1") == ("/{x}-{y}/v{z}", {"x": "a", "y": "b-c", "z": "1"})
    assert found(router, b"/-b/v1") == (None, {})


def test_special_characters_of_templates_are_literal():
    """A dot in a template matches only a dot."""
    router = Router([contract("a", "/a.b/(c)/{x}")])

    assert found(router, b"/a.b/(c)/1")[0] == "/a.b/(c)/{x}"
    assert found(router, b"/axb/(c)/1")[0] is None


def test_an_api_owns_its_base_path():
    """An API owns all paths under its base path; the longer base path wins."""
    router = Router(
        [contract("a", "/pets", base_path="/api"), contract("b", "/x", base_path="/api/b")]
    )

    assert found(router, b"/api/pets")[0] == "/pets"
    assert found(router, b"/pets") == (None, {})
    assert router.find(b"/api/other").contract.api == "a"
    assert router.find(b"/api/b/other").contract.api == "b"
    assert router.find(b"/apix").contract is None


@cases("path", {"parameter first": "/{x}/y", "root": "/"})
def test_a_path_of_parameters_owns_no_prefix(path):
    """An API whose path begins with a parameter does not own every other path."""
    router = Router([contract("a", path)])

    assert router.find(b"/other").contract is None
    assert router.find(path.replace("{x}", "1").encode()).contract.api == "a"


def test_operations_of_a_path_are_known_by_method():
    """For a wrong method, the allowed methods are known."""
    paths = contract("a", "/x")
    post = Operation(api="a", id="post", method="POST", path="/x")
    both = Contract(
        api="a", title="", version="", file="", tree={}, operations=(*paths.operations, post)
    )

    assert sorted(Router([both]).find(b"/x").operations) == ["GET", "POST"]


def test_a_chosen_base_path_is_routed():
    """A base path that the user chose is routed like a documented one."""
    router = Router(load_contracts(base_paths={"elastic_path": "/v2"}))

    assert found(router, b"/v2/subscriptions/imports")[0] == "/subscriptions/imports"
    assert found(router, b"/subscriptions/imports")[0] is None


@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_long_paths_match_nothing_quickly(length):
    """A path of a million slashes is matched in linear time."""
    assert not PACKAGED.find(b"/v3" + b"/" * length).operations
    assert found(PACKAGED, b"/v3/a/members/imports/" + b"9" * length)[0] == IMPORT


def test_no_path_takes_long():
    """Literals beside parameters may be repeated a thousand times: backtracking would not end."""
    router = Router([contract("x", "/{a}-{b}/{c}-{d}/{e}-{f}/x")])

    assert found(router, b"/" + b"/".join([b"-" * 1000] * 3) + b"/y") == (None, {})


def test_a_template_with_a_dot_segment_matches_nothing():
    """Clients remove dot segments before they send a request."""
    router = Router([contract("x", "/a/./b", "/a/../{c}", base_path="/v1")])

    assert router.find(b"/v1/a/./b").path_error is PathError.DOTS
    assert router.find(b"/v1/a/../b").path_error is PathError.DOTS


def test_no_segment_takes_long():
    """A path of dashes is read once, for any number of parameters in a segment."""
    router = Router([contract("a", "/t/{a}-{b}-{c}-{d}.png")])

    assert found(router, b"/t/" + b"-" * 100_000)[0] is None
    assert found(router, b"/t/1-2-3-4-5.png")[1] == {"a": "1", "b": "2", "c": "3", "d": "4-5"}


def test_a_path_without_a_slash_matches_nothing():
    """A path without a leading slash matches no operation and is not repaired."""
    route = PACKAGED.find(b"subscriptions/imports")

    assert dict(route.operations) == {}
    assert PACKAGED.find(b"/subscriptions/imports").operations


def test_literals_of_a_template_are_decoded():
    """An escape in a template and one in a request are equal, also beside parameters."""
    router = Router([contract("a", "/caf%C3%A9/{x}%2D{y}", "/{a}%20b")])

    assert found(router, b"/caf%C3%A9/1-2") == ("/caf%C3%A9/{x}%2D{y}", {"x": "1", "y": "2"})
    assert found(router, b"/1%20b") == ("/{a}%20b", {"a": "1"})


def test_one_route_may_have_parameters_of_several_names():
    """Paths that differ only in their parameters' names share a route, each with its own names."""
    one = Operation(api="a", id="one", method="GET", path="/{x}-{y}")
    other = Operation(api="a", id="other", method="PUT", path="/{p}-{q}")
    both = replace(contract("a"), operations=(one, other))
    route = Router([both]).find(b"/1-2-3")

    assert route.operations == {"GET": one, "PUT": other}
    assert route.path_values == {"x": "1", "y": "2-3", "p": "1", "q": "2-3"}


def test_a_method_that_the_literal_path_lacks_is_that_of_the_template():
    """`GET /gateways/stripe` is `GET /gateways/{slug}` where only PUT has a path of its own."""
    get, put, own = (
        Operation(api="a", id=f"{method} {path}", method=method, path=path)
        for method, path in (
            ("GET", "/gateways/{slug}"),
            ("PUT", "/gateways/{slug}"),
            ("PUT", "/gateways/stripe"),
        )
    )
    api = replace(contract("a"), operations=(get, put, own))

    route = Router([api]).find(b"/gateways/stripe")

    assert route.operations == {"GET": get, "PUT": own}
    assert route.path_values == {"slug": "stripe"}


def test_a_document_of_many_paths_tries_few_templates():
    """The time to find a path does not grow with the document."""
    paths = [f"/r{number}/{{id}}/parts" for number in range(3000)]

    candidates = [*Router([contract("a", *paths)])._root.candidates(["r7", "x", "parts"])]  # noqa: SLF001 - the work that is done

    assert len(candidates) == 1

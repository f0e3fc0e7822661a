"""Raw request paths are matched with path templates."""

from dataclasses import replace

import pytest

from openapi.contract import Contract, Operation
from openapi.loading.document import load_contracts
from openapi.routing import Router
from tests.acceptance.cases import cases
from tests.openapi.routing.routed import contract, found
from tests.packaged import packaged_contracts

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
    "path, times",
    {
        "plain": (b"/v3/a/members/imports", 1),
        "encoded": (b"/v3/%61/members/imports", 1),
        "dots": (b"/v3/./members/imports/1", 0),
    },
)
def test_unknown_path_is_matched_once(monkeypatch, path, times):
    """A flood of paths that no document has costs no second search."""
    searched, search = [], Router._match  # noqa: SLF001 - nothing else shows it

    def counted(router, segments):
        searched.append(segments)
        return search(router, segments)

    monkeypatch.setattr(Router, "_match", counted)
    route = PACKAGED.find(path)

    assert not route.operations
    assert len(searched) == times


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
    assert route.path_flaw is None
    assert (route.contract.api if route.contract else None) == api


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


def test_head_is_that_of_the_get_of_its_template():
    """The HEAD that another template documents would refuse the literal path (RFC 9110, 9.3.2)."""
    head, get, own = (
        Operation(api="a", id=f"{method} {path}", method=method, path=path)
        for method, path in (
            ("HEAD", "/orders/{number}"),
            ("GET", "/orders/{number}"),
            ("GET", "/orders/settings"),
        )
    )
    router = Router([replace(contract("a"), operations=(head, get, own))])

    assert router.find(b"/orders/settings").operations == {"GET": own}
    assert router.find(b"/orders/1").operations == {"HEAD": head, "GET": get}


def test_a_document_of_many_paths_tries_few_templates():
    """The time to find a path does not grow with the document."""
    paths = [f"/r{number}/{{id}}/parts" for number in range(3000)]

    candidates = [*Router([contract("a", *paths)])._root.candidates(["r7", "x", "parts"])]  # noqa: SLF001 - the work that is done

    assert len(candidates) == 1

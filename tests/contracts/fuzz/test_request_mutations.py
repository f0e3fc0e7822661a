"""Tests of mutated requests."""

from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from contracts.fuzz.request_mutations import known_requests, mutated_requests, mutation_base
from contracts.http.requests.credentials import primary_credentials
from contracts.http.requests.targets import Target
from tests.contracts.shop import SHOP, TARGET, operation

SEARCH = settings(max_examples=2000, database=None, derandomize=True)
OWN = primary_credentials(SHOP, (("X-Mine", "kept"),), {"SHOP_TOKEN": "hush"})
SHOW = mutation_base(TARGET, operation("showOrder"), OWN, is_unsafe=False)
LIST = mutation_base(TARGET, operation("listOrders"), OWN, is_unsafe=False)
CREATE = mutation_base(TARGET, operation("createOrder"), OWN, is_unsafe=True)
AWAY = mutation_base(
    Target(contract=SHOP, origin="https://shop.example"),
    operation("showOrder"),
    OWN,
    is_unsafe=False,
)


def requests(around):
    """Return changed known requests."""
    return mutated_requests(around, known_requests(around))


def is_found(around, wanted):
    """Whether some request is as wanted."""
    try:
        find(requests(around), wanted, settings=settings(SEARCH, phases=[Phase.generate]))
    except NoSuchExample:
        return False
    return True


def test_they_shrink_to_the_documented_request():
    """Without any change left, it is what the documents show."""
    found = find(requests(SHOW), lambda _: True, settings=SEARCH)

    assert found == SHOW.known[0]
    assert found.target == "/v1/orders/7"


@pytest.mark.parametrize(
    ("around", "wanted"),
    [
        (SHOW, lambda request: request.method == "HEAD"),
        (SHOW, lambda request: request.method == "OPTIONS"),
        (SHOW, lambda request: "zq7=" in request.query),
        (SHOW, lambda request: request.path.startswith("/v1/orders/-")),
        (SHOW, lambda request: not request.path.startswith("/v1/orders/")),
        (SHOW, lambda request: ("Accept", "nonsense") in request.headers),
        (SHOW, lambda request: all(name != "X-Shop" for name, _ in request.headers)),
        (SHOW, lambda request: any(n == "X-Level" and v == "" for n, v in request.headers)),
        (LIST, lambda request: request.query.count("count=") > 1),
        (LIST, lambda request: "start=-" in request.query),
        (CREATE, lambda request: request.body not in {each.body for each in CREATE.known}),
    ],
)
def test_every_piece_is_changed(around, wanted):
    """Method, path, query, headers, body; by pieces and by bytes."""
    assert is_found(around, wanted)


@given(st.one_of(requests(SHOW), requests(LIST), requests(CREATE)))
def test_credentials_are_never_changed(request):
    """Their headers and query parameters stay the same."""
    headers = dict(request.headers)

    assert headers["X-Token"] == "hush"
    assert headers["X-Mine"] == "kept"


@given(st.one_of(requests(SHOW), requests(LIST)))
def test_methods_stay_safe(request):
    """No change makes a request one that could change something."""
    assert request.method in {"GET", "HEAD", "OPTIONS"}


@given(st.one_of(requests(SHOW), requests(LIST)))
def test_a_target_means_the_same_to_every_reader(request):
    """No fragment and no second separator: a server that knows them is not accused."""
    assert not set("#; ") & set(request.target)


@given(requests(replace(CREATE, is_unsafe=False)))
def test_a_body_is_changed_with_leave_only(request):
    """A run without --unsafe changes no body."""
    assert request.body in {b"", *(each.body for each in CREATE.known)}


@given(requests(AWAY))
def test_paths_keep_their_shape_elsewhere(request):
    """Off this machine only values of parameters are changed in a path."""
    assert request.path.startswith("/v1/orders/")

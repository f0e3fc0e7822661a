"""Tests of statuses."""

from tests.contracts.traffic import documented, drifted, exchange, seen, tree

OK = {"200": {"description": ""}}


def documents(folder, one, other):
    """Return how the answers of one document differ from another's."""
    sides = [
        documented(folder, tree({}, responses=responses), f"{name}.json")
        for name, responses in (("a", one), ("b", other))
    ]
    return drifted(*sides)


def statuses(*found, target="/orders"):
    """Return a side that has answered with these statuses."""
    return seen(*[exchange(target, {}, status=s, number=n) for n, s in enumerate(found, 1)])


def test_another_success_is_likely_to_break(tmp_path):
    """A front end may compare with 200."""
    assert documents(tmp_path, OK, {"204": {"description": ""}}) == [
        "likely certain status-changed answer 204"
    ]


def test_errors_that_come_or_go_are_minor(tmp_path):
    """A front end handles errors by class."""
    more = {**OK, "404": {"description": ""}}

    assert documents(tmp_path, OK, more) == ["minor certain status-new answer 404"]
    assert documents(tmp_path, more, OK) == ["minor certain status-gone answer 404"]


def test_an_operation_that_only_fails_breaks():
    """Two answers of 500 or 404 are no chance where the path has no id."""
    assert drifted(statuses(200), statuses(500, 500)) == ["breaking firm success-gone answer 500"]
    assert drifted(statuses(200), statuses(404, 404)) == ["breaking firm success-gone answer 404"]
    assert drifted(statuses(200), statuses(500)) == ["likely tentative success-gone answer 500"]


def test_an_id_that_does_not_exist_elsewhere_is_data():
    """Staging has other orders than production."""
    one = seen(*[exchange(f"/orders/{n}", {"id": n}, number=n) for n in (1, 2)])
    other = seen(*[exchange(f"/orders/{n}", {}, number=n, status=404) for n in (1, 2)])

    assert drifted(one, other) == ["minor tentative success-gone answer 404"]


def test_credentials_that_are_refused_may_be_ours():
    """A person decides."""
    assert drifted(statuses(200), statuses(401, 401)) == ["minor tentative success-gone answer 401"]


def test_a_status_that_no_document_has(tmp_path):
    """A success is likely to break, an error is minor."""
    side = documented(tmp_path, tree({}, responses=OK))

    assert drifted(side, statuses(200, 202, 404)) == [
        "likely certain status-changed answer 202",
        "minor certain status-new answer 404",
    ]
    assert drifted(statuses(200, 202), side) == ["likely certain status-changed answer 202"]


def test_ranges_and_default_document_a_status(tmp_path):
    """`4XX` documents 404, and `default` everything."""
    for key in ("4XX", "default"):
        side = documented(tmp_path, tree({}, responses={**OK, key: {"description": ""}}))

        assert drifted(side, statuses(200, 404)) == []


def test_errors_that_appear_between_recordings():
    """4xx depend on the requests; a 5xx where there was none breaks, another one may be chance."""
    assert drifted(statuses(200, 200), statuses(200, 404)) == []
    assert drifted(statuses(200, 200), statuses(200, 500, 500)) == [
        "breaking firm status-new answer 500"
    ]
    assert drifted(statuses(200, 200), statuses(200, 500)) == [
        "likely tentative status-new answer 500"
    ]
    assert drifted(statuses(200, 503), statuses(200, 500, 500)) == [
        "minor tentative status-new answer 500"
    ]

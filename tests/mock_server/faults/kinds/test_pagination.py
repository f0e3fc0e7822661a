"""Faults of pagination: a walk that does not give the list."""

import pytest

from mock_server.faults.kinds.generated_records import generate_records
from mock_server.faults.kinds.pagination import pagination_faults
from tests.mock_server.faults.exchanges import body_of, exchange_of, spoilt


@pytest.fixture(scope="module")
def faults(elastic_path):
    """The faults of the list of jobs, by the end of their id."""
    return {f.id.removeprefix("page."): f for f in pagination_faults(elastic_path.operations[0])}


@pytest.fixture(scope="module")
def walk(elastic_path, faults):
    """Walk a list of ten jobs and return the numbers of the jobs on each page."""
    operation = elastic_path.operations[0]
    body = exchange_of(elastic_path, operation).body
    records = generate_records(operation, body, 10)
    numbers = {record["id"]: i for i, record in enumerate(records)}

    def page(name, offset, limit, ordinal=0):
        query = {"page[offset]": offset, **({"page[limit]": limit} if limit is not None else {})}
        exchange = exchange_of(elastic_path, operation, query=query)
        exchange = type(exchange)(
            contract=exchange.contract,
            operation=operation,
            answer=exchange.answer,
            parameters=exchange.parameters,
            fire_count=ordinal,
            records=records,
        )
        jobs = body_of(spoilt(faults[name], exchange, ordinal))["data"]
        return [numbers[job["id"]] for job in jobs]

    return lambda name, limit=4: [
        page(name, offset, limit, ordinal) for ordinal, offset in enumerate((0, 4, 8, 12))
    ]


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        (
            "limit-ignored",
            [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [4, 5, 6, 7, 8, 9], [8, 9], []],
        ),
        ("offset-ignored", [[0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]]),
        ("overlap", [[0, 1, 2, 3], [3, 4, 5, 6], [7, 8, 9], []]),
        ("skip", [[0, 1, 2, 3], [5, 6, 7, 8], [9], []]),
        ("short", [[0, 1, 2], [4, 5, 6], [8, 9], []]),
        ("unstable-order", [[0, 1, 2, 3], [5, 6, 7, 8], [0, 1], []]),
        ("offset-in-pages", [[0, 1, 2, 3], [], [], []]),
        ("last-repeated", [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [8, 9]]),
    ],
)
def test_pages_of_ten_jobs_in_fours(walk, name, pages):
    """Each fault shows the records that its name says."""
    assert walk(name) == pages


def test_every_fault_is_walked_above(faults):
    """The list of walks is complete, but for the links."""
    assert len(faults) == 8 + 1
    assert "links-wrong" in faults


def test_list_is_made_where_there_is_none(elastic_path, faults):
    """Without a list behind it, the answer's own job is copied to more than two pages."""
    operation = elastic_path.operations[0]
    exchange = exchange_of(elastic_path, operation, query={"page[limit]": 3})

    assert len(body_of(spoilt(faults["limit-ignored"], exchange))["data"]) == 25


def test_limit_of_nothing_is_left_alone(elastic_path, faults):
    """What a limit of 0 means is not documented, so it is not made wrong."""
    operation = elastic_path.operations[0]
    exchange = exchange_of(elastic_path, operation, query={"page[limit]": 0})

    assert faults["overlap"].plan(exchange) is None


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        (
            {"next": "/imports?page[offset]=25&page[limit]=25", "prev": None},
            {"next": "/imports?page[offset]=26&page[limit]=25", "prev": None},
        ),
        (
            {"next": {"href": "https://a.example/b?page%5Boffset%5D=50"}},
            {"next": {"href": "https://a.example/b?page[offset]=51"}},
        ),
    ],
)
def test_links_lead_too_far(elastic_path, faults, links, wrong):
    """Whatever shape a link has, its offset is one too large."""
    operation = elastic_path.operations[0]
    body = {**exchange_of(elastic_path, operation).body, "links": links}
    plan = spoilt(faults["links-wrong"], exchange_of(elastic_path, operation, body=body))

    assert body_of(plan)["links"] == wrong


@pytest.mark.parametrize("links", [{}, {"next": None}, {"next": "http://[::1"}, {"self": "/a"}])
def test_links_that_lead_nowhere_are_left_alone(elastic_path, faults, links):
    """Without an offset in a link there is nothing to mislead with."""
    operation = elastic_path.operations[0]
    body = {**exchange_of(elastic_path, operation).body, "links": links}

    assert faults["links-wrong"].plan(exchange_of(elastic_path, operation, body=body)) is None


def test_rules_that_pages_break_are_named(catalogue):
    """A page that ignores the limit breaks the rule about it; an overlap breaks none."""
    ignored = {f.api: f for f in catalogue.find("page.limit-ignored")}

    assert ignored["elastic_path"].side_effects == ("elastic_path.page-within-limit",)
    assert ignored["warehouse"].side_effects == ("warehouse.page-within-count",)
    assert catalogue.find("page.overlap")[0].side_effects == ()


def test_operation_without_pages_has_no_faults_of_them(placewise):
    """No pagination, no fault of it."""
    assert pagination_faults(placewise.operations[0]) == ()

"""Faults of pagination: the pages of a walk are not the list."""

import pytest

from mock_server.faults.kinds.pagination import pagination_faults
from mock_server.faults.material.generated_records import generate_records
from tests.mock_server.faults.exchanges import body_of, exchange_of, faulty


@pytest.fixture(scope="module")
def faults(elastic_path):
    """The faults of the list of jobs by id, without the family."""
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
        jobs = body_of(faulty(faults[name], exchange, ordinal))["data"]
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
def test_pages_of_four_of_ten_jobs(walk, name, pages):
    """Each fault selects the records that its name describes."""
    assert walk(name) == pages


def test_every_fault_has_a_walk_above(faults):
    """The list of walks is complete, except for the fault of links."""
    assert len(faults) == 8 + 1
    assert "links-wrong" in faults


def test_list_is_generated_without_a_scenario(elastic_path, faults):
    """Without a scenario's list, the answer's first job is copied to more than two pages."""
    operation = elastic_path.operations[0]
    exchange = exchange_of(elastic_path, operation, query={"page[limit]": 3})

    assert len(body_of(faulty(faults["limit-ignored"], exchange))["data"]) == 25


def test_limit_of_0_is_unchanged(elastic_path, faults):
    """The meaning of a limit of 0 is not documented, so no fault applies."""
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
def test_offsets_of_links_are_too_large(elastic_path, faults, links, wrong):
    """The offset is too large by one in a text and in an object."""
    operation = elastic_path.operations[0]
    body = {**exchange_of(elastic_path, operation).body, "links": links}
    plan = faulty(faults["links-wrong"], exchange_of(elastic_path, operation, body=body))

    assert body_of(plan)["links"] == wrong


@pytest.mark.parametrize("links", [{}, {"next": None}, {"next": "http://[::1"}, {"self": "/a"}])
def test_links_without_an_offset_are_unchanged(elastic_path, faults, links):
    """A null, an invalid URL and a URL without an offset are unchanged."""
    operation = elastic_path.operations[0]
    body = {**exchange_of(elastic_path, operation).body, "links": links}

    assert faults["links-wrong"].plan(exchange_of(elastic_path, operation, body=body)) is None


def test_side_effects_of_pages_are_named(catalogue):
    """A page that ignores the limit breaks the rule about it; an overlap breaks none."""
    ignored = {f.api: f for f in catalogue.find("page.limit-ignored")}

    assert ignored["elastic_path"].side_effects == ("elastic_path.page-within-limit",)
    assert ignored["warehouse"].side_effects == ("warehouse.page-within-count",)
    assert catalogue.find("page.overlap")[0].side_effects == ()


def test_operation_without_pagination_has_no_faults_of_pages(placewise):
    """Without pagination there is no fault of pages."""
    assert pagination_faults(placewise.operations[0]) == ()

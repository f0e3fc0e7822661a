"""Few pages are requested of a list that only seems to be paged, and only within its bounds."""

import pytest

from tests.contracts.guessed import OFFSET, paged, walk

HEALTHY = paged(lambda items, skip, limit: items[int(skip or 0) :][:limit])


def test_healthy_list_costs_few_requests(tmp_path):
    """A long page, a short one, the next one, and the long one again."""
    _, _, targets = walk(tmp_path, HEALTHY)

    assert targets == [
        "/notes?limit=4",
        "/notes?limit=2",
        "/notes?skip=2&limit=2",
        "/notes?limit=4",
    ]


@pytest.mark.parametrize(
    "parameters",
    [
        (),
        OFFSET[:1],
        (("size", {"type": "integer"}),),
        (("limit", {"type": "string"}),),
        (("limit", {"type": "boolean"}), OFFSET[0]),
    ],
)
def test_what_is_no_page_is_not_walked(tmp_path, parameters):
    """Without the name and the type of a limit no request is sent."""
    assert walk(tmp_path, HEALTHY, parameters=parameters)[2] == []


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 20}, range(5, 21)),
        ({"type": "integer", "maximum": 3}, range(1, 4)),
        ({"type": "integer", "enum": [10, 25, 50]}, [10, 25, 50]),
        ({"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}, range(3, 100)),
    ],
)
def test_limits_are_allowed_ones(tmp_path, limit, allowed):
    """What is documented as a limit is kept, so that no refusal is provoked."""
    _, _, targets = walk(tmp_path, HEALTHY, parameters=(OFFSET[0], ("limit", limit)))

    sent = {int(each.rpartition("limit=")[2]) for each in targets}
    assert sent
    assert sent <= {*allowed}

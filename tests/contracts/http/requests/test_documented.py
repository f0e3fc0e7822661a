"""Tests of requests made of documented values."""

from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import documented_requests
from openapi.contract import Location
from tests.contracts.shop import operation

NO_CREDENTIALS = Credentials()


def test_required_parameters_alone_and_all_and_each():
    """Twice the least, then everything, each optional parameter alone, and every other value."""
    made = [
        (note, sorted(name for _, name in values.given))
        for note, values in documented_requests(operation("listOrders"), NO_CREDENTIALS)
    ]

    assert made == [
        ("required parameters only", []),
        ("the same again", []),
        ("every documented parameter", ["colour", "count", "filter", "phrase", "start"]),
        ("with start", ["start"]),
        ("with count", ["count"]),
        ("with colour", ["colour"]),
        ("with phrase", ["phrase"]),
        ("with filter", ["filter"]),
        ("start=500", ["start"]),
        ("count=0", ["count"]),
        ("count=50", ["count"]),
        ("colour=green", ["colour"]),
    ]


def test_values_are_the_documented_ones():
    """An order is requested by the documented id."""
    _, values = next(documented_requests(operation("showOrder"), NO_CREDENTIALS))

    assert values.given == {(Location.PATH, "order_id"): 7, (Location.HEADER, "X-Shop"): "corner"}


def test_known_values_are_all_tried():
    """Values that exist on the server replace the documented one, one after the other."""
    known = Credentials(known={"order_id": ("8", "9", "10")})
    made = [values.given for _, values in documented_requests(operation("showOrder"), known)]

    ids = [given[Location.PATH, "order_id"] for given in made]
    assert list(dict.fromkeys(ids)) == ["8", "9", "10"]


def test_a_documented_body_is_sent():
    """An operation with a body gets its example."""
    _, values = next(documented_requests(operation("createOrder"), NO_CREDENTIALS))

    assert (values.body, values.media_type) == ({"total": 3}, "application/json")

"""Tests of how Schemathesis is set up."""

from contracts.fuzz.schemathesis.configuration import TURNED_OFF, configuration, reduced_document
from contracts.http.requests.credentials import Credentials
from contracts.run.fuzzer_protocol import FuzzPlan
from openapi.contract import Location
from tests.contracts.shop import TARGET

PLAN = FuzzPlan(
    operations=frozenset({"showOrder", "listOrders"}), max_examples=5, max_seconds=1, seed=7
)
NOBODY = Credentials()


def test_only_called_operations_are_in_the_document():
    """What is left out cannot be called."""
    paths = reduced_document(TARGET, PLAN)["paths"]

    assert [(path, sorted(set(item) & {"get", "post"})) for path, item in paths.items()] == [
        ("/orders/{order_id}", ["get"]),
        ("/orders", ["get"]),
    ]


def test_undocumented_methods_are_tried_only_when_allowed():
    """A read-only run generates none in the first place."""
    unsafe = FuzzPlan(
        operations=PLAN.operations, max_examples=5, max_seconds=1, seed=7, is_unsafe=True
    )
    safe_phases = configuration(TARGET, NOBODY, PLAN)["phases"]
    unsafe_phases = configuration(TARGET, NOBODY, unsafe)["phases"]

    assert safe_phases["coverage"] == {"unexpected-methods": []}
    assert unsafe_phases["coverage"] == {}


def test_nothing_is_kept_and_everything_is_seeded():
    """No cache, no database; the same seed, the same requests."""
    config = configuration(TARGET, NOBODY, PLAN)

    assert config["cache"] == {"enabled": False}
    assert config["generation"]["database"] == "none"
    assert config["seed"] == 7


def test_live_values_are_used():
    """What the environment gives replaces generated values."""
    live = Credentials(
        parameters={(Location.PATH, "order_id"): "9", (Location.HEADER, "X-Shop"): "mine"}
    )
    config = configuration(TARGET, live, PLAN)

    assert config["parameters"] == {"path.order_id": "9"}
    assert config["headers"] == {"X-Shop": "mine"}


def test_every_check_that_is_off_has_a_reason():
    """A clause that a reader can weigh."""
    assert all(" " in reason for reason in TURNED_OFF.values())

"""Tests of what is refused before anything is sent."""

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.run.preparation import contract_texts, prepare, report_on, rule_selection, run_limits
from contracts.run.settings.check import CheckSettings
from openapi.contract import Severity
from tests.contracts.shop import SPEC


def settings(url="http://127.0.0.1:9", **changes):
    """Return settings for the shop."""
    return CheckSettings(**{"targets": (url,), "specs": (SPEC,), **changes})


def test_a_url_becomes_a_target_of_each_contract():
    """No request is sent for that."""
    [target] = prepare(settings())

    assert (target.contract.api, target.base_url) == ("shop", "http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"known_values": {"orderid": ("8",)}}, "--param", "did you mean 'order_id'"),
        ({"known_values": {"showOrder.orderid": ("8",)}}, "--param", "'showOrder.order_id'"),
        ({"rule_sets": frozenset({"lifecycles"})}, "--rules", "did you mean 'lifecycle'"),
        ({"only": frozenset({"shema"})}, "--only", "did you mean 'schema'"),
        ({"skip": frozenset({"shema"})}, "--skip", "did you mean 'schema'"),
    ],
)
def test_misspelt_options_are_refused(changes, where, words):
    """A misspelt option must not check another API, or less than was asked for."""
    with pytest.raises(OptionError, match=words) as caught:
        prepare(settings(**changes))

    assert caught.value.where == where


def test_a_misspelt_column_of_a_data_file_is_refused(tmp_path):
    """Its values would be sent to no operation."""
    path = tmp_path / "orders.csv"
    path.write_text("ordr_id\n7\n", encoding="utf-8")
    with pytest.raises(OptionError, match="did you mean 'order_id'") as caught:
        prepare(settings(data=(path,)))

    assert caught.value.where == f"--data {path}"


def test_limits_are_strict_off_this_machine():
    """Unless an option sets other limits."""
    far = settings("https://shop.example")
    near = settings()

    assert (
        run_limits(prepare(far), far).per_second,
        run_limits(prepare(near), near).per_second,
    ) == (
        5.0,
        0.0,
    )
    said = settings("https://shop.example", budget=RequestBudget(per_second=1.5))
    assert run_limits(prepare(said), said).per_second == 1.5


def test_the_selection_is_that_of_the_settings():
    """What is named is judged, what is skipped is not."""
    found = rule_selection(
        settings(only=frozenset({"schema"}), skip=frozenset({"head"}), min_severity=Severity.ERROR)
    )

    assert found.covers("schema")
    assert not found.covers("head")
    assert not found.covers("answered")


def test_contracts_are_shown_from_the_root_of_the_repository(tmp_path):
    """The root that a workflow names, or the folder that the command runs in, else the name."""
    targets = prepare(settings())
    elsewhere = settings(environ={"GITHUB_WORKSPACE": str(tmp_path)})
    near = settings(environ={"GITHUB_WORKSPACE": str(SPEC.parents[1])})

    assert report_on(targets, near, "ci", seed=0).files == {"shop.yaml": "shop/shop.yaml"}
    assert report_on(targets, elsewhere, "ci", seed=0).files["shop.yaml"].endswith("shop.yaml")


def test_a_report_says_what_the_run_was_about():
    """Before anything is sent: servers, profile, seed, and what was chosen."""
    chosen = settings(operations=("showOrder",), is_strict=True)
    report = report_on(prepare(chosen), chosen, "ci", seed=7)

    assert report.targets == {"shop": "http://127.0.0.1:9/v1"}
    assert (report.profile, report.seed, report.is_strict) == ("ci", 7, True)
    assert "shop listOrders" in report.unchosen
    assert (report.operations, report.findings) == ((), ())


def test_the_texts_of_contracts_are_at_hand():
    """Byte for byte."""
    assert contract_texts(prepare(settings())) == {"shop.yaml": SPEC.read_text(encoding="utf-8")}


def test_the_default_number_of_requests_fits_into_the_default_time(monkeypatch):
    """Off this machine a run of many operations ends with its requests, and time cuts nothing."""
    monkeypatch.setattr("contracts.http.requests.politeness.REMOTE_PER_OPERATION", 100_000)
    far = settings("https://shop.example")
    given = settings("https://shop.example", budget=RequestBudget(max_requests=100_000))
    limits = run_limits(prepare(far), far)

    assert limits.max_requests / limits.per_second < limits.max_seconds
    assert run_limits(prepare(given), given).max_requests == 100_000

"""Tests of what a run would send, found out without sending it."""

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.run.dry_run import format_dry_run, plan_requests
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES

ELSEWHERE = "https://shop.example"


def plan(url=ELSEWHERE, **changes):
    """Return the plan of a run."""
    given = {"targets": (url,), "specs": (SPEC,), "profile": PROFILES["ci"], **changes}
    return plan_requests(CheckSettings(**given))


def test_nothing_is_sent():
    """A real server receives no request."""
    with serve(lambda _: Reply()) as server:
        found = plan(server.url)

    assert server.seen == []
    assert found.requests > 50


def test_the_plan_keeps_to_the_budget():
    """Requests beyond the budget are not in the plan."""
    assert plan(budget=RequestBudget(max_requests=7)).requests == 7


def test_off_this_machine_access_is_not_planned():
    """The plan has the access probe only with --probe-access."""
    with_token = {"environ": {"SHOP_TOKEN": "hush-hush"}, "env": VARIABLES}
    purposes = {purpose for _, _, purpose, _ in plan(**with_token).steps}
    asked = {purpose for _, _, purpose, _ in plan(is_probing_access=True, **with_token).steps}

    assert "access" not in purposes
    assert "access" in asked


def test_the_text_names_hosts_methods_and_limits():
    """The text has what a user needs to decide."""
    text = format_dry_run(plan(profile=PROFILES["smoke"]))

    assert "  to        https://shop.example\n" in text
    assert "  at most   500 requests, 5 a second\n" in text
    assert "GET     documented   shop showOrder\n" in text
    assert "generated" not in text
    assert "generated" in format_dry_run(plan())


def test_a_misspelt_option_is_refused_by_a_dry_run_too():
    """A misspelt option is refused as in a real run."""
    with pytest.raises(OptionError, match="did you mean 'order_id'"):
        plan(known_values={"orderid": ("8",)})


def test_the_token_command_is_not_run():
    """It might send something itself; requests are planned as if it had given a token."""
    assert plan(token_command=("/no/such/program",)).requests > 50

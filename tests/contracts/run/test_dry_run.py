"""Tests of what a run would send, found out without sending it."""

import json
from itertools import count

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.run import dry_run
from contracts.run.dry_run import InstantClock, format_dry_run, plan_requests
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.schema.examples import documented_examples
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES

ELSEWHERE = "https://shop.example"


def plan(url=ELSEWHERE, **changes):
    """Return the plan of a run."""
    given = {"targets": (url,), "specs": (SPEC,), "profile": PROFILES["ci"], **changes}
    return plan_requests(CheckSettings(**given), InstantClock())


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


MANY = 60


def document_of(folder, count):
    """Return the file of a document with so many operations."""
    answer = {"description": "ok", "content": {"application/json": {"example": {"id": 1}}}}
    paths = {f"/t{n}": {"get": {"responses": {"200": answer}}} for n in range(count)}
    file = folder / "many.json"
    info = {"title": "T", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
    return file


def test_the_requests_of_many_operations_are_counted_together(tmp_path):
    """A document of thousands has a line for each kind of request, not for each operation."""
    found = plan(specs=(document_of(tmp_path, MANY),), profile=PROFILES["smoke"])
    text = format_dry_run(found)

    assert len(text.splitlines()) < 30
    assert f"documented   many, {MANY} operations" in text
    assert "--operation ID or --tag TAG" in text
    assert f"{found.requests}  in all" in text


def test_each_example_is_looked_at_once(tmp_path, monkeypatch):
    """The server of a dry run is made in one look at the document."""
    looks = []

    def counted(contract):
        for each in documented_examples(contract):
            looks.append(each)
            yield each

    monkeypatch.setattr(dry_run, "documented_examples", counted)
    plan(specs=(document_of(tmp_path, MANY),), profile=PROFILES["smoke"])

    assert len(looks) == MANY


def test_counting_ends_with_the_time_of_the_run(tmp_path):
    """`--max-time` bounds a dry run too, and the plan says that it has not counted all."""
    seconds = count()

    class RealClock(InstantClock):
        def monotonic(self):
            return float(next(seconds))

    settings = CheckSettings(
        targets=(ELSEWHERE,),
        specs=(document_of(tmp_path, MANY),),
        budget=RequestBudget(max_seconds=20.0, max_requests=10_000),
    )
    found = plan_requests(settings, RealClock())

    assert 0 < found.requests <= 21
    assert any("--max-time" in note for note in found.notes)

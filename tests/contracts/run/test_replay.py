"""Tests of sending a witness' requests again."""

import contextlib
import copy
import json
import math
from dataclasses import replace

import pytest

from contracts.checks.responses.answered import STOPPED_AFTER
from contracts.errors import ContractsError, OptionError
from contracts.fuzz.schemathesis.checks import create_second_opinion
from contracts.http.client.connector import connection_settings
from contracts.http.client.limits import RequestBudget
from contracts.http.messages.exchange import Identity
from contracts.results.finding import Finding, former_id
from contracts.run.check import check
from contracts.run.replay import ReplaySettings, replay
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.replay_rounds import ReplayStatus
from contracts.witnesses.witness import as_document, read_witness
from openapi.contract import Severity
from openapi.errors import ContractError
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES
from tests.contracts.shop_server import shop, unchanged
from tests.contracts.witnesses.test_creation import is_order, lost
from tests.contracts.witnesses.test_resending import PacedClock
from tests.packaged import packaged_contracts
from tests.thorough import part

TOKEN = {"SHOP_TOKEN": "hush-hush"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the file with the witness of an order with a status that does not exist."""
    folder = tmp_path_factory.mktemp("witnesses")
    with serve(shop(lost)) as server:
        report = check(
            CheckSettings(
                targets=(server.url,),
                specs=(SPEC,),
                profile=PROFILES["smoke"],
                witnesses=folder,
                environ=TOKEN,
                env=VARIABLES,
            ),
            HastyClock(),
        )
    [found] = [each for each in report.findings if each.finding.rule == "schema"]
    return folder / found.witness


@pytest.fixture
def witness(written):
    """Return that witness, a test's own."""
    return read_witness(written)


def replayed(witness, answer, environ=TOKEN, base="/v1", second_opinion_for=None):
    """Return what a replay on another server finds, and what that saw."""
    with serve(answer) as server:
        wanted = ReplaySettings(
            witness=witness,
            url=f"{server.url}{base}",
            specs=(SPEC,),
            environ=environ,
            env=VARIABLES,
        )
        return replay(wanted, HastyClock(), second_opinion_for), server.seen


def test_it_is_still_there(witness):
    """The same fault on another server is the same finding."""
    done, _ = replayed(witness, shop(lost))

    assert done.status is ReplayStatus.STILL_THERE
    assert "lost" in done.reason


def test_it_is_fixed(witness):
    """A healthy server has it no more."""
    done, _ = replayed(witness, shop())

    assert (done.status, done.reason) == (ReplayStatus.FIXED, "")


def test_secrets_are_put_back(witness):
    """The server gets the token, the transcript does not."""
    done, seen = replayed(witness, shop())

    assert {request.header("X-Token") for request in seen} == {"hush-hush"}
    assert "hush-hush" not in str(done)


def test_another_base_path_is_taken(witness):
    """--url is the whole base of the API."""
    _, seen = replayed(witness, shop(), base="/elsewhere/v9")

    assert {request.target for request in seen} == {"/elsewhere/v9/orders/7"}


def test_a_request_that_used_to_succeed_must_succeed(witness):
    """A server that does not know the order proves nothing."""
    gone = shop(lambda _, r: Reply(status=404, body={"error": "x"}) if is_order(r) else r)

    done, _ = replayed(witness, gone)

    assert done.status is ReplayStatus.UNKNOWN
    assert done.reason == "request 1 is answered 404; it was answered 200"


def test_a_missing_credential_is_named(witness):
    """Without the token nothing is sent."""
    with pytest.raises(OptionError, match="the witness needs SHOP_TOKEN"):
        replayed(witness, shop(), environ={})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"operation": "showOrders"}, "did you mean 'showOrder'"),
        ({"rule": "schemathesis.x"}, "no check judges by the rule"),
        ({"api": "shops"}, "did you mean 'shop'"),
    ],
)
def test_a_witness_of_another_contract_is_refused(witness, change, words):
    """What the contract does not have is named, with what is near."""
    with pytest.raises(OptionError, match=words):
        replayed(replace(witness, **change), shop())


@pytest.mark.parametrize(
    ("answer", "status"), [(lost, ReplayStatus.STILL_THERE), (unchanged, ReplayStatus.FIXED)]
)
def test_what_schemathesis_found_is_judged_by_it(witness, answer, status):
    """By the check of that name; its identity is that of the run, here of an earlier version."""
    rule = "schemathesis.response-schema-conformance"
    finding = Finding(rule=rule, severity=Severity.ERROR, message="", key="ST108 200")
    theirs = replace(witness, rule=rule, id=former_id("shop", "showOrder", finding))

    done, _ = replayed(theirs, shop(answer), second_opinion_for=create_second_opinion)

    assert done.status is status


def test_a_server_that_is_gone_proves_nothing(witness):
    """No answer is no fix."""
    wanted = ReplaySettings(
        witness=witness, url="http://127.0.0.1:9/v1", specs=(SPEC,), environ=TOKEN, env=VARIABLES
    )

    assert replay(wanted, HastyClock()).status is ReplayStatus.UNKNOWN


def test_a_file_alone_sends_no_credentials_elsewhere(witness):
    """A witness may come from anywhere: only --url allows a server off this machine."""
    strange = replace(witness, base_url="http://elsewhere.example/v1")

    with pytest.raises(OptionError, match="not on this machine"):
        replay(
            ReplaySettings(witness=strange, specs=(SPEC,), environ=TOKEN, env=VARIABLES),
            HastyClock(),
        )


def test_production_is_not_touched(witness):
    """Servers that a contract marks as production are asked only when that is allowed."""
    [url] = [s.url for c in packaged_contracts() for s in c.servers if s.is_production][:1]
    [api] = [c.api for c in packaged_contracts() for s in c.servers if s.url == url]

    with pytest.raises(OptionError, match="production"):
        replay(ReplaySettings(witness=replace(witness, api=api), url=url), HastyClock())


def test_the_pace_is_kept(witness):
    """--rate applies to a replay, on this machine too."""
    clock = PacedClock()
    with serve(shop()) as server:
        wanted = ReplaySettings(
            witness=replace(witness, rounds=0),
            url=f"{server.url}/v1",
            specs=(SPEC,),
            environ=TOKEN,
            env=VARIABLES,
            budget=RequestBudget(per_second=0.1),
        )
        replay(wanted, clock)

    assert len(server.seen) > 1
    assert max(clock.pauses) > 9


def _asking(witness, **change):
    """Return a witness whose first request is another one."""
    first = witness.steps[0]
    return replace(
        witness,
        steps=(replace(first, request=replace(first.request, **change)), *witness.steps[1:]),
    )


def test_no_request_is_hidden_in_a_body(witness):
    """A DELETE that a witness hides behind a wrong length is not sent."""
    hidden = b"DELETE /v1/orders/7?token=$SHOP_TOKEN HTTP/1.1\r\nHost: shop\r\n\r\n"
    sly = _asking(witness, headers=(("Content-Length", "0"),), body=hidden)

    done, seen = replayed(sly, shop())

    assert done.status is ReplayStatus.UNKNOWN
    assert "could be read as a request of its own" in done.reason
    assert seen == []


@pytest.mark.parametrize(
    "rest", ["@evil.example/steal", ".evil.example/steal", ":81/", "2/orders/7"]
)
def test_a_base_path_is_only_taken_off_at_a_slash(witness, rest):
    """What follows it must not become part of a host name, nor of another path."""
    _, seen = replayed(_asking(witness, target=f"/v1{rest}"), shop(), base="/")

    assert {request.target for request in seen} == {f"/v1{rest}"}


def test_a_token_is_given_to_no_other_host_by_a_proxy(witness):
    """Behind the origin nothing but a path is written."""
    with serve(shop()) as proxy:
        wanted = ReplaySettings(
            witness=_asking(witness, target="@evil.example/steal"),
            url="http://api.example.test/v1",
            specs=(SPEC,),
            environ=TOKEN,
            env=VARIABLES,
            connection=connection_settings(proxy=proxy.url),
        )
        done = replay(wanted, HastyClock())

    assert done.status is ReplayStatus.UNKNOWN
    assert 'does not begin with "/"' in done.reason
    assert proxy.seen == []


def test_a_foreign_host_is_not_asked_for(witness):
    """Host is that of the origin, also if the witness has another one."""
    _, seen = replayed(_asking(witness, headers=(("Host", "evil.example"),)), shop())

    assert all(request.header("Host").startswith("127.0.0.1:") for request in seen)
    assert seen


@pytest.mark.parametrize("api", ["", "Shop", "a=b", "shop "])
def test_a_witness_of_an_api_that_is_not_loaded_says_so(witness, api):
    """Also if the name is empty."""
    with pytest.raises(OptionError, match="no loaded contract describes"):
        replayed(replace(witness, api=api), shop())


JUNK = (None, "", -1, math.inf, math.nan, 10**400, [], "\ud800")


def places(value, path=()):
    """Yield the path of every value in a value."""
    yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else inner:
        yield from places(child, (*path, key))


def with_junk(document, path, junk):
    """Return a copy of a document with one value replaced."""
    copied = copy.deepcopy(document)
    place = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = junk
    return copied


def test_no_witness_causes_an_internal_error(witness, tmp_path):
    """Any value at any place of a file is replayed, or refused with a message."""
    document = as_document(replace(witness, rounds=1))
    file = tmp_path / "junk.json"
    every = [(path, junk) for path in places(document) if path for junk in JUNK]
    with serve(shop()) as server:
        for path, junk in part(every, 5):  # five have no divisor with eight: each place, each value
            file.write_text(json.dumps(with_junk(document, path, junk)))
            with contextlib.suppress(ContractsError, ContractError):
                wanted = ReplaySettings(
                    witness=read_witness(file),
                    url=f"{server.url}/v1",
                    specs=(SPEC,),
                    environ=TOKEN,
                )
                replay(wanted, HastyClock())

    assert {seen.method for seen in server.seen} <= {"GET"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("dies", ReplayStatus.STILL_THERE),
        ("drops one", ReplayStatus.FIXED),
        ("answers", ReplayStatus.FIXED),
        ("is away", ReplayStatus.UNKNOWN),
    ],
)
def test_a_server_that_stopped_answering_is_asked_whether_it_does(witness, kind, status):
    """Still there if it stops again; a request that alone is dropped is another finding."""
    seen = []

    def answer(asked):
        seen.append(asked)
        is_hit = "/orders" in asked.target
        is_dead = any("/orders" in each.target for each in seen)
        silent = {"dies": is_dead, "drops one": is_hit, "answers": False, "is away": True}
        return Reply(raw=b"") if silent[kind] else shop()(asked)

    stopped = replace(witness, rule="answered", message=f"{STOPPED_AFTER}: it is gone.")
    with serve(answer) as server:
        wanted = ReplaySettings(
            witness=stopped, url=server.url, specs=(SPEC,), environ=TOKEN, env=VARIABLES
        )
        done = replay(wanted, HastyClock())

    assert done.status is status


def test_a_wrong_credential_that_showed_late_is_sent_once_and_not_called_fixed(witness):
    """Sending it until it shows again may lock the account; one round then proves nothing."""
    steps = tuple(replace(step, asker=Identity.STRANGER) for step in witness.steps)
    done, seen = replayed(replace(witness, steps=steps, rounds=3), shop(unchanged))

    assert len(seen) == done.rounds == len(steps)
    assert done.status is ReplayStatus.UNKNOWN
    assert done.reason == (
        "the finding showed in round 3 when it was found, and its requests are sent once only"
    )


def test_an_exported_header_that_env_allows_is_sent(witness):
    """A finding whose credential came by `--header` is replayed as the reference says."""
    step = witness.steps[0]
    request = replace(step.request, headers=(("Authorization", "Bearer $AUTHORIZATION_TOKEN"),))
    asked = replace(
        witness,
        steps=(replace(step, request=request),),
        variables=frozenset({"AUTHORIZATION", "AUTHORIZATION_TOKEN"}),
    )
    with serve(shop()) as server:
        wanted = ReplaySettings(
            witness=asked,
            url=f"{server.url}/v1",
            specs=(SPEC,),
            environ={"AUTHORIZATION": "Bearer abcdef-123456"},
            env=frozenset({"AUTHORIZATION"}),
        )
        done = replay(wanted, HastyClock())
        with pytest.raises(OptionError, match="needs AUTHORIZATION"):
            replay(replace(wanted, env=frozenset()), HastyClock())

    assert {each.header("Authorization") for each in server.seen} == {"Bearer abcdef-123456"}
    assert "abcdef-123456" not in str(done)

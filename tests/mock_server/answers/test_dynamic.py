"""Dynamic answers: other values for each seed, valid, and within the rules."""

import json
from datetime import UTC, datetime

import pytest

from mock_server.asgi.app import create_app
from mock_server.faults.model.healthy_exchange import rule_context
from mock_server.settings import Settings
from openapi.parameters.serialization import Parameters
from openapi.routing import Router
from openapi.rules.evaluation import evaluate_rules
from openapi.rules.outcome import Outcome
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

IMPORT = "/v3/infinity-mall/members/imports/7"
JOBS = "/subscriptions/imports"
CLUB = ("X-Loyalty-Club-Slug", "infinity-mall")
SEEDED = ("Prefer", "dynamic=true, seed=7")

PETS = """
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200':
          description: x
          headers: {X-More: {schema: {type: string}, example: more}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples: {rex: {value: {id: 3, weight: 1, heaviest: 2}}}
        '404':
          description: x
          content: {application/json: {schema: {type: object, required: [error],
                    properties: {error: {type: string}}}, example: {error: none}}}
        '204': {description: x}
        '202': {description: x, content: {application/json: {example: [1]}}}
  /never:
    get:
      responses:
        '200':
          description: x
          content:
            application/json:
              schema:
                type: object
                x-rules:
                - {id: api.never, rule: size(self) == 1000, severity: error, message: Never.}
              example: {}
components:
  schemas:
    Pet:
      type: object
      required: [id, weight, heaviest]
      x-rules:
      - {id: api.weight, rule: self.weight <= self.heaviest, severity: error, message: Right.}
      properties:
        id: {type: integer}
        weight: {type: integer, minimum: 0}
        heaviest: {type: integer, minimum: 0, maximum: 900}
"""


@pytest.fixture(params=[True, False], ids=["short-way", "long-way"])
def pets(contract_from, request):
    """A mock of pets."""
    return create_app([contract_from(PETS)], Settings(has_fast_path=request.param))


@pytest.fixture(params=[True, False], ids=["short-way", "long-way"])
def always(contract_from, request):
    """A mock whose answers vary unless a request says otherwise."""
    settings = Settings(has_fast_path=request.param, is_dynamic=True)
    return create_app([contract_from(PETS)], settings)


def bodies(app, count, target="/pets/7", *headers):
    """Return the bodies of so many equal requests."""
    return [ask(app, target, *headers).json() for _ in range(count)]


def test_values_vary_from_request_to_request(pets):
    """Without a seed, each request has a new one."""
    found = bodies(pets, 20, "/pets/7?__dynamic=true")

    assert len({json.dumps(each) for each in found}) > 15
    assert all(each["weight"] <= each["heaviest"] for each in found)
    assert {each["id"] for each in found} == {7}


@cases(
    "target, header",
    {
        "header": ("/pets/7", SEEDED),
        "query": ("/pets/7?__dynamic=true&__seed=7", ("Accept", "*/*")),
        "seed alone": ("/pets/7?__seed=7", ("Accept", "*/*")),
        "other spelling": ("/pets/7", ("Prefer", "dynamic; seed=1, seed=7")),
    },
)
def test_the_same_seed_gives_the_same_bytes(pets, target, header):
    """A seed repeats an answer, however it is sent."""
    first, second = (ask(pets, target, header) for _ in range(2))

    assert first.body == second.body == ask(pets, "/pets/7", SEEDED).body
    assert first.header("mock-server-seed") == "7"
    assert first.body != ask(pets, "/pets/7?__seed=8").body


def test_a_reported_seed_repeats_the_answer(always):
    """The seed of an answer is in its header, so that it can be asked for again."""
    first = ask(always, "/pets/7")
    seed = first.header("mock-server-seed")

    assert ask(always, "/pets/7", ("Prefer", f"seed={seed}")).body == first.body
    assert ask(always, "/pets/7").header("mock-server-seed") != seed


def test_a_seed_of_any_characters_is_reported_as_in_a_url(pets):
    """What the header has can be pasted behind `__seed=`."""
    first = ask(pets, "/pets/7?__seed=%F0%9F%98%80%0D%0A")
    seed = first.header("mock-server-seed")

    assert seed == "%F0%9F%98%80%0D%0A"
    assert ask(pets, f"/pets/7?__seed={seed}").body == first.body


def test_another_server_gives_the_same_bytes(contract_from):
    """An answer depends on the document, the request and the seed, not on the process."""
    apps = [create_app([contract_from(PETS)], Settings(seed=seed)) for seed in (0, 1)]

    assert len({ask(app, "/pets/7", SEEDED).body for app in apps}) == 1


def test_a_server_can_be_dynamic(always):
    """With `--dynamic` requests that ask for nothing vary, and each may ask for the example."""
    found = bodies(always, 10)

    assert len({json.dumps(each) for each in found}) > 5
    assert ask(always, "/pets/7?__dynamic=false").json() == {"id": 3, "weight": 1, "heaviest": 2}
    assert ask(always, "/pets/7?__example=rex").json() == {"id": 3, "weight": 1, "heaviest": 2}


def test_a_dynamic_answer_is_no_documented_example(pets):
    """Everything but the body is as documented; the preferences are confirmed."""
    plain, found = ask(pets, "/pets/7"), ask(pets, "/pets/7", SEEDED)

    assert found.header("x-more") == plain.header("x-more") == "more"
    assert found.header("content-length") == str(len(found.body))
    assert found.header("etag") != plain.header("etag")
    assert found.header("preference-applied") == "dynamic=true, seed=7"


def test_a_condition_is_judged_by_the_bytes_of_the_seed(pets):
    """A client that has the answer of a seed gets 304."""
    tag = ask(pets, "/pets/7", SEEDED).header("etag")

    assert ask(pets, "/pets/7", SEEDED, ("If-None-Match", tag)).status == 304


def test_a_chosen_status_varies_too(pets):
    """The documented error has other texts."""
    found = ask(pets, "/pets/7?__code=404&__seed=1")

    assert found.status == 404
    assert found.json()["error"] != "none"


@cases(
    "target, status, note",
    {
        "no body": ("/pets/7?__dynamic=true&__code=204", 204, None),
        "no schema": (
            "/pets/7?__dynamic=true&__code=202",
            202,
            "the response has no schema: its values cannot vary",
        ),
        "rule that no value keeps": (
            "/never?__dynamic=true",
            200,
            "the documented answer is sent: no generated values keep every rule",
        ),
    },
)
def test_what_cannot_vary_is_answered_as_documented(pets, target, status, note):
    """A note says why."""
    found = ask(pets, target)

    assert (found.status, found.header("mock-server-note")) == (status, note)


def test_a_dynamic_answer_has_no_note_about_the_example(contract_from):
    """The example that contradicts its schema is not what is sent."""
    media = "{schema: {type: object, properties: {a: {type: string}}}, example: {a: 1}}"
    app = create_app(
        [
            contract_from(
                "paths: {/a: {get: {responses: {'200': {description: x,"
                f" content: {{application/json: {media}}}}}}}}}}}}}"
            )
        ],
        Settings(),
    )

    assert ask(app, "/a").header("mock-server-note") is not None
    assert ask(app, "/a?__dynamic=true").header("mock-server-note") is None


def test_a_switch_is_on_or_off(pets):
    """A misspelt value in the query is refused."""
    assert ask(pets, "/pets/7?__dynamic=maybe").status == 422
    assert ask(pets, "/pets/7", ("Prefer", "dynamic=maybe")).status == 200


def test_faults_apply_to_dynamic_answers(pets):
    """A fault changes the dynamic answer, as any other."""
    found = ask(pets, "/pets/7?__seed=7&__fault=rate-limit")

    assert found.status == 429


def test_a_requested_scenario_is_played(packaged):
    """A scenario that the request names has precedence over values that vary."""
    app = create_app(packaged, Settings(is_dynamic=True))
    found = ask(app, JOBS, ("Prefer", "scenario=250-jobs, dynamic=true"))

    assert found.header("mock-server-seed") is None
    assert len(found.json()["data"]) == 25


def test_a_session_that_plays_a_scenario_keeps_it(packaged):
    """`--dynamic` changes nothing in a session with a scenario; a request can."""
    app = create_app(packaged, Settings(is_dynamic=True))
    name = ("X-Mock-Session", "mine")
    ask(app, JOBS, name, ("Prefer", "scenario=250-jobs"))

    assert ask(app, JOBS, name).header("mock-server-seed") is None
    assert ask(app, JOBS, name, SEEDED).header("mock-server-seed") == "7"


def judged(operation, status, body):
    """Return what is wrong with a body."""
    media = operation.response_for(status).media_type()
    now = datetime(2026, 11, 21, tzinfo=UTC)
    context = rule_context(operation, Parameters(), status, now)
    rules = [each for each in media.rules if not each.rule.rule_set]
    broken = [
        each.rule.id
        for each in evaluate_rules(rules, body, context)
        if each.outcome is Outcome.FAIL
    ]
    return [*broken, *validator_for(media.schema).violations(body)]


@cases(
    "target, status, seeds",
    {
        "import": (IMPORT, 200, 8),
        "import-404": (IMPORT, 404, 5),
        "jobs": (JOBS, 200, 3),
        "jobs-500": (JOBS, 500, 5),
    },
)
def test_packaged_answers_keep_every_rule(packaged, target, status, seeds):
    """Many seeds: each answer is valid, keeps all rules, and most are different."""
    app = create_app(packaged, Settings())
    operation = Router(packaged).find(target.encode()).operations["GET"]
    found = []
    for seed in range(seeds):
        answer = ask(app, f"{target}?__code={status}&__seed={seed}", CLUB)
        assert answer.status == status
        assert answer.header("mock-server-note") is None
        assert judged(operation, status, answer.json()) == []
        found.append(answer.body)
    lengths = {len(answer) for answer in found}

    assert len({*found}) > seeds / 2
    assert len(lengths) > seeds / 10


def test_no_record_is_changed_before_it_is_started(packaged):
    """No rule of the packaged document says so, but the names of the times do."""
    app = create_app(packaged, Settings())
    found = [
        record["meta"]["timestamps"]
        for seed in range(4)
        for record in ask(app, f"{JOBS}?__seed={seed}").json()["data"]
    ]

    assert len(found) > 4
    assert all(each["created_at"] <= each["started_at"] <= each["updated_at"] for each in found)

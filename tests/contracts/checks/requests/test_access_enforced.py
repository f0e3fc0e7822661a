"""Tests of: without the right credential a request is refused."""

import pytest

from contracts.checks.requests.access_enforced import check
from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.evidence import Evidence
from openapi.loading.document import load_contract
from tests.contracts.shop import ORDER, evidence, exchange, observe, said

REFUSED = {"error": "no"}


def asked(asker, status=401, body=REFUSED, number=2, **more):
    """Return an answer to an identity."""
    return exchange(
        body=body, status=status, asker=asker, purpose=Purpose.ACCESS, number=number, **more
    )


def own(body=ORDER):
    """Return a success with the run's own credential."""
    return asked(Identity.OWN, 200, body, 1)


def test_refusals_pass():
    """Requests without and with a wrong credential are refused."""
    assert said(
        check(evidence(own(), asked(Identity.ANONYMOUS), asked(Identity.STRANGER, 403)))
    ) == [
        "pass",
        "pass",
    ]


def test_an_open_server_is_not_judged():
    """The contract allows requests without credentials."""
    open_to_all = [
        own(),
        *(asked(who, 200, ORDER) for who in (Identity.ANONYMOUS, Identity.STRANGER)),
    ]

    assert said(check(evidence(*open_to_all))) == [
        "not exercised: neither the server nor the contract requires a credential"
    ]


@pytest.mark.parametrize(
    ("who", "words"),
    [(Identity.ANONYMOUS, "without a credential"), (Identity.STRANGER, "with a wrong credential")],
)
def test_an_occasional_success_is_found(who, words):
    """If one request is refused, all must be."""
    found = said(check(evidence(own(), asked(Identity.ANONYMOUS), asked(who, 200, ORDER, 3))))

    assert found == ["pass", f"error: The request is answered with 200 {words}."]


def test_a_refusal_with_the_data_is_found():
    """A 401 must not contain the data that it refuses."""
    with_data = asked(Identity.ANONYMOUS, body={**ORDER, "error": "no"})

    assert said(check(evidence(own(), with_data))) == [
        "error: The 401 contains the data that it refuses."
    ]


def test_nothing_is_judged_without_a_success():
    """If the own credential is refused, too, it is unknown what is protected."""
    assert said(check(evidence(asked(Identity.OWN, 401, number=1), asked(Identity.ANONYMOUS)))) == [
        "not exercised: no request with your own credential succeeded"
    ]


THEIRS = {**ORDER, "id": 20, "done": 1}


def trespass(body, before=THEIRS, after=THEIRS):
    """Return what is said of a request between two of the second identity for its own data."""
    exchanges = [
        own(),
        asked(Identity.ANONYMOUS),
        asked(Identity.OTHER, 200, before, 3),
        asked(Identity.TRESPASSER, 200, body, 4, compared_to=3, note="their order"),
    ]
    if after is not None:
        exchanges.append(asked(Identity.OTHER, 200, after, 5, compared_to=3))
    return said(check(evidence(*exchanges)))


FOUND = [
    "pass",
    "error: The answer has the data of the second identity: their order.",
]


def test_data_of_the_other_identity_is_found():
    """The own credential must not show the data of the second identity."""
    assert trespass(THEIRS) == FOUND


def test_data_that_changes_meanwhile_is_found():
    """A counter that goes on between the requests hides nothing: what stayed is compared."""
    assert trespass({**THEIRS, "done": 2}, after={**THEIRS, "done": 3}) == FOUND


def test_without_an_answer_after_nothing_is_said():
    """What the owner sees may have changed in the moment of the request."""
    assert trespass(THEIRS, after=None) == [
        "pass",
        "not exercised: the owner's data was not asked for after the request",
    ]


def test_own_data_with_the_same_id_passes():
    """Ids may be assigned per tenant."""
    assert trespass({**ORDER, "total": 99}) == ["pass", "pass"]


def test_a_busy_server_is_not_judged():
    """A 429 is neither a success nor a refusal."""
    found = said(check(evidence(own(), asked(Identity.ANONYMOUS), asked(Identity.STRANGER, 429))))

    assert found == ["pass"]


EXPORT = """
openapi: 3.1.0
info: {title: Notes, version: "1"}
security: [{key: []}]
paths:
  /export:
    get:
      operationId: export
      responses:
        "200":
          description: the notes
          content: {text/csv: {}, text/plain: {}, text/html: {}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""


def export(tmp_path, media_type, mine, theirs, their_type="", status=200):
    """Return what is said where one text is got with, and another one without a credential."""
    path = tmp_path / "export.yaml"
    path.write_text(EXPORT)
    contract = load_contract(path)
    answers = [
        (Identity.OWN, 200, mine, media_type),
        (Identity.ANONYMOUS, status, theirs, their_type or media_type),
    ]
    seen = observe(
        *(
            exchange(
                "/export",
                text,
                status=code,
                headers=(("Content-Type", kind),),
                made_for="export",
                number=number,
                asker=asker,
                purpose=Purpose.ACCESS,
            )
            for number, (asker, code, text, kind) in enumerate(answers, 1)
        ),
        contract=contract,
    )
    return said(
        check(
            Evidence(
                contract=contract,
                operation=contract.operations[0],
                observations=tuple(seen),
                rule_sets=frozenset(),
            )
        )
    )


OPEN = ["error: The request is answered with 200 without a credential."]
UNSURE = ["not exercised: the success may be a login page instead of what is protected"]


@pytest.mark.parametrize(
    ("media_type", "mine", "theirs"),
    [
        ("text/csv", b"id\n1\n", b"id\n1\n2\n"),
        ("text/plain; charset=utf-8", b"up 17", b"up 18"),
        ("text/html", b"<p>notes", b"<p>notes"),
    ],
)
def test_an_open_endpoint_without_json_is_found(tmp_path, media_type, mine, theirs):
    """A lock that is missing is missing for every media type."""
    assert export(tmp_path, media_type, mine, theirs) == OPEN


def test_a_refused_export_passes(tmp_path):
    """The refusal of a text is a refusal."""
    assert export(tmp_path, "text/csv", b"id\n1\n", b"no", "text/plain", 401) == ["pass"]


@pytest.mark.parametrize(
    ("media_type", "their_type"),
    [("text/html", "text/html"), ("text/csv", "text/html"), ("text/csv", "application/json")],
)
def test_a_login_page_with_200_is_not_accused(tmp_path, media_type, their_type):
    """A page that asks for a login, or a problem with 200, is not the protected text."""
    assert export(tmp_path, media_type, b"<p>notes", b"<form>", their_type) == UNSURE


def test_a_success_of_another_media_type_proves_no_access(tmp_path):
    """Where the own credential gets an undocumented page, it is unknown what is protected."""
    assert export(tmp_path, "image/png", b"p", b"p") == [
        "not exercised: no request with your own credential succeeded"
    ]


ENVELOPE = """
openapi: 3.1.0
info: {title: Me, version: "1"}
security: [{key: []}]
paths:
  /me:
    get:
      operationId: me
      responses:
        "200":
          description: me
          content:
            application/json:
              schema:
                {type: object, required: [title], properties: {title: {type: string}, data: {}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""
ANN = {"title": "done", "data": {"name": "Ann", "id": 7, "address": None}}


@pytest.mark.parametrize(
    ("mine", "refusal", "is_data"),
    [
        ({"title": "me"}, {"title": "no key"}, False),
        (ANN, {"title": "no key", "data": None}, False),
        (ANN, {"title": "done", "data": None}, False),
        (ANN, {"title": "no key", "data": {}}, False),
        (ANN, {**ANN, "title": "no key"}, True),
        ({"title": "me"}, {"title": "me"}, True),
    ],
)
def test_a_refusal_in_the_form_of_a_success_passes(tmp_path, mine, refusal, is_data):
    """Frameworks have one form for every answer; what is protected are the values in it."""
    path = tmp_path / "me.yaml"
    path.write_text(ENVELOPE)
    contract = load_contract(path)
    answers = [(Identity.OWN, 200, mine), (Identity.ANONYMOUS, 401, refusal)]
    seen = observe(
        *(
            exchange(
                "/me",
                body,
                status=status,
                made_for="me",
                number=number,
                asker=asker,
                purpose=Purpose.ACCESS,
            )
            for number, (asker, status, body) in enumerate(answers, 1)
        ),
        contract=contract,
    )
    found = said(
        check(
            Evidence(contract=contract, operation=contract.operations[0], observations=tuple(seen))
        )
    )

    leak = "error: The 401 contains the data that it refuses."
    assert found == [leak if is_data else "pass"]

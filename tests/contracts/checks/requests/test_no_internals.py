"""Tests of: no answer shows internals of the server or the credential."""

from dataclasses import replace

import pytest

from contracts.checks.requests.no_internals import SEARCHED, check
from tests.contracts.shop import JSON_TYPE, evidence, exchange, said

TOKEN = "a-token-of-the-shop"
SENT = (("X-Shop", "corner"), ("X-Token", TOKEN))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Traceback (most recent call last):", "a stack trace (Python)"),
        ('File "/srv/app.py", line 17, in show', "a stack trace (Python)"),
        ("app/orders_controller.rb:17:in `show'", "a stack trace (Ruby)"),
        ("at com.shop.Orders.show(Orders.java:17)", "a stack trace (Java)"),
        ("at Shop.Orders.Show(Int32 id) in C:\\Orders.cs:line 17", "a stack trace (.NET)"),
        ("at Object.show (/srv/orders.js:17:3)", "a stack trace (JavaScript)"),
        ("goroutine 17 [running]:", "a stack trace (Go)"),
        ("Fatal error: oops in /srv/orders.php on line 17", "a stack trace (PHP)"),
        ("SELECT id FROM orders", "a query"),
        ("SQLSTATE[42601]", "an error of the database"),
    ],
)
def test_internals_in_a_refusal_are_found(text, what):
    """Stack traces of many languages are recognised."""
    found = said(check(evidence(exchange(status=400, body={"error": text}))))

    assert found[0].startswith(f"error: The answer shows {what}: ")


DSN = "postgres://shop:hunter22@db.internal:5432/shop"
SECRETS = [
    (DSN, "the password of a URL"),
    ("redis://:hunter22@cache/0", "the password of a URL"),
    ("AKIA" + "ABCD2345" * 2, "a key of AWS"),
    ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
    ("-----BEGIN PRIVATE KEY-----", "a private key"),
]


@pytest.mark.parametrize(("secret", "what"), SECRETS)
def test_a_secret_of_the_server_is_named_with_its_place_and_not_repeated(secret, what):
    """The report says where to look, and is no second leak."""
    about = exchange(status=500, body={"error": {"detail": f"cannot use {secret} now"}})
    plain = exchange(status=500, body=f"<p>{secret}</p>".encode(), headers=())

    assert said(check(evidence(about))) == [f"error: The answer shows {what} at /error/detail."]
    assert said(check(evidence(plain))) == [
        f"error: The answer shows {what} at character 3 of the body."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "see https://shop.example/a:b and mail me@shop.example",
        "postgres://db.internal:5432/shop",
        "postgres://shop:***@db.internal/shop",
        "postgres://<user>:<password>@host, or postgres://$USER:${PASSWORD}@host",
        "AKIA is a name, XAKIAABCD2345ABCD2345 a number",
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_texts_that_look_like_a_secret_pass(text):
    """Plain URLs, masked passwords, placeholders and public keys are no leak."""
    assert said(check(evidence(exchange(status=400, body={"error": text})))) == ["pass"]


def test_a_url_that_the_request_sent_is_no_secret_of_the_server():
    """A message may quote what is wrong with a value, also one that was escaped."""
    target = "/v1/orders/7?phrase=postgres%3A%2F%2Fshop%3Ahunter22%40db.internal"
    refusal = exchange(status=400, target=target, body={"error": f"{DSN[:37]} is no phrase"})

    assert said(check(evidence(refusal))) == ["pass"]


def test_a_plain_refusal_passes():
    """A message for people passes."""
    refusal = exchange(status=400, body={"error": "Please select another order from the list."})

    assert said(check(evidence(refusal))) == ["pass"]


def test_a_success_may_have_any_text():
    """Texts of customers are no internals of the server."""
    success = exchange(body={"note": "SELECT all FROM the menu"})

    assert said(check(evidence(success))) == ["pass"]


@pytest.mark.parametrize("status", [200, 401])
def test_the_credential_in_a_body_is_found(status):
    """The answer may have any status."""
    answer = exchange(status=status, sent=SENT, body={"error": f"{TOKEN} is wrong"})

    assert said(check(evidence(answer))) == [
        "error: The answer repeats the credential of the request."
    ]


@pytest.mark.parametrize(
    ("path", "status", "verdict"),
    [
        (
            "/users/me/token",
            200,
            "not exercised: the answer is about a credential, as its path says",
        ),
        ("/users/me/token", 401, "error: The answer repeats the credential of the request."),
        ("/token/uses", 200, "error: The answer repeats the credential of the request."),
    ],
)
def test_an_operation_about_the_credential_answers_with_it(path, status, verdict):
    """That is what it is for; a refusal has no reason to."""
    seen = evidence(exchange(status=status, sent=SENT, body={"token": TOKEN}))
    operation = replace(seen.operation, path=path)
    [one] = seen.observations

    judged = replace(seen, observations=(replace(one, operation=operation),))

    assert said(check(judged)) == [verdict]


def test_the_credential_in_a_header_is_found():
    """A header for debugging may show the credential."""
    headers = (*JSON_TYPE, ("X-Debug", f"Bearer {TOKEN}"))

    assert said(check(evidence(exchange(status=404, sent=SENT, headers=headers)))) == [
        "error: The answer repeats the credential of the request."
    ]


@pytest.mark.parametrize(
    "piece", ["at a(", "at x ", "Uncaught a", 'File "', "SELECT ", "at a.b(c", "ab://a:"]
)
def test_a_long_refusal_is_searched_in_bounded_time(piece):
    """Two million beginnings of a trace must not take quadratic time.

    Text after the searched part is ignored.
    """
    text = piece * 2_000_000 + "Traceback (most recent call last):"

    assert said(check(evidence(exchange(status=400, body={"error": text})))) == ["pass"]


def test_a_trace_within_the_part_that_is_searched_is_found():
    """Usual messages are shorter than the bound."""
    text = " " * (SEARCHED - 200) + "Traceback (most recent call last):"

    assert said(check(evidence(exchange(status=400, body={"error": text})))) != ["pass"]


def test_a_body_that_cannot_be_read_shows_nothing():
    """A body that was not read contains no finding, but the check does not pass."""
    coded = (*JSON_TYPE, ("Content-Encoding", "br"))
    found = said(check(evidence(exchange(body=b"\x8b", status=500, headers=coded))))

    assert found == ["not exercised: the body is in a content coding that is not read (br)"]

"""Tests of what is kept of exchanges."""

from contracts.results.learned.notebook import Notebook, schemes_of, without_secrets
from contracts.results.learned.seen import Scheme
from tests.contracts.traffic import exchange


def test_credentials_are_named_and_their_values_are_not_kept():
    """By header, cookie and query."""
    sent = (
        ("Authorization", "Bearer abcdef"),
        ("Cookie", "theme=dark; session_id=abcdef"),
        ("X-Api-Key", "abcdef"),
        ("X-Csrf-Token", "abcdef"),
    )
    found = schemes_of(exchange("/orders?api_key=abcdef&page_token=x", sent_headers=sent))

    assert found == [
        Scheme(kind="http", place="header", name="bearer"),
        Scheme(kind="apiKey", place="cookie", name="session_id"),
        Scheme(kind="apiKey", place="header", name="X-Api-Key"),
        Scheme(kind="apiKey", place="query", name="api_key"),
    ]
    assert "abcdef" not in repr(found)


def test_examples_lose_their_secrets_and_keep_their_form():
    """A number stays a number."""
    value = {"user": "ada", "password": "x", "pin": 12, "list": [{"token": None, "url": "a?k=abc"}]}
    hidden = without_secrets(value, lambda text: text.replace("abc", "$K"))

    assert hidden == {
        "user": "ada",
        "password": "[REDACTED]",
        "pin": 0,
        "list": [{"token": None, "url": "a?k=$K"}],
    }


def test_the_first_small_body_of_each_status_is_an_example():
    """With its place; a large one is none."""
    notebook = Notebook()
    notebook.add(exchange(body={"big": "x" * 30_000}), "entry 1")
    notebook.add(exchange(body={"id": 7}), "entry 2")
    notebook.add(exchange(body={"id": 8}), "entry 3")
    notebook.add(exchange(body={"error": 1}, status=404), "entry 4")

    [seen] = notebook.operations.values()
    assert [(e.value, e.source) for e in seen.answers.values()] == [
        ({"id": 7}, "entry 2"),
        ({"error": 1}, "entry 4"),
    ]
    assert notebook.count == 4


def test_requests_that_were_refused_are_no_examples():
    """The body may have been wrong."""
    notebook = Notebook()
    json_type = (("Content-Type", "application/json"),)
    for status, sent in ((422, b'{"n": 1}'), (201, b'{"n": 2}'), (201, b'{"n": 3}')):
        notebook.add(
            exchange(body={}, status=status, method="POST", sent=sent, sent_headers=json_type), "e"
        )

    [seen] = notebook.operations.values()
    assert [example.value for example in seen.requests.values()] == [{"n": 2}]

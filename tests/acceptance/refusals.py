"""The shapes in which each API words its errors, and the one in which the tool speaks."""

from tests.acceptance.raw_socket import Answer


def assert_placewise_refusal(answer: Answer) -> None:
    """Assert the error shape that Placewise documents for most of its errors."""
    assert answer.media_type == "application/json"
    body = answer.json()
    assert list(body) == ["error"]
    assert_sentence(body["error"])


def assert_elastic_path_refusal(answer: Answer) -> None:
    """Assert the error shape that Elastic Path documents, with the status in the body."""
    assert answer.media_type == "application/json"
    body = answer.json()
    assert list(body) == ["errors"]
    (error,) = body["errors"]
    assert error["status"] == str(answer.status)
    assert_sentence(error["title"])
    assert set(error) <= {"status", "title", "detail", "meta"}


def assert_warehouse_refusal(answer: Answer) -> None:
    """Assert the error shape of the made-up third API, with the status as a number."""
    assert answer.media_type == "application/vnd.warehouse.fault+json"
    body = answer.json()
    assert list(body) == ["fault"]
    assert body["fault"]["code"] == answer.status
    assert_sentence(body["fault"]["reason"])
    assert_sentence(body["fault"]["hint"])


def assert_problem(answer: Answer) -> None:
    """Assert that the tool itself speaks, and says so."""
    assert answer.media_type == "application/problem+json"
    assert answer.header("mock-server-problem")
    assert answer.json()["status"] == answer.status
    assert_sentence(answer.json()["title"])


def assert_sentence(text: object) -> None:
    """Assert a short text on one line that a person can read."""
    assert isinstance(text, str)
    assert 0 < len(text) < 500
    assert text.isprintable()

"""The reason of a refusal in a body that was made from its schema."""

import pytest

from mock_server.http.bodies.reasons import with_reason


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (
            {"detail": [{"loc": ["a"], "msg": "text"}, {"loc": ["b"], "msg": "text1"}]},
            {"detail": [{"loc": ["a"], "msg": "No."}]},
        ),
        ({"code": 1, "error_message": "text"}, {"code": 1, "error_message": "No."}),
        ({"error": {"a/b": {"Message": "text"}}}, {"error": {"a/b": {"Message": "No."}}}),
        ({"title": "text", "detail": "text"}, {"title": "text", "detail": "No."}),
    ],
    ids=["list of errors", "spelled with a dash", "nested", "the most specific name"],
)
def test_a_member_that_is_named_like_a_message_has_the_reason(value, filled):
    """A developer reads in the API's own format why a request was refused."""
    assert with_reason(value, "No.", lambda _: True) == filled


@pytest.mark.parametrize("value", ["text", [], {}, {"code": "text"}, {"message": 1}])
def test_a_body_without_a_place_stays_as_it_is(value):
    """No other member is changed, and no value gets another type."""
    assert with_reason(value, "No.", lambda _: True) is value


def test_the_body_stays_valid():
    """A reason that the schema does not allow is left out, and a list keeps its least length."""
    errors = {"errors": [{"message": "text"}, {"message": "text"}]}

    assert with_reason(errors, "No.", lambda _: False) is errors
    assert with_reason(errors, "No.", lambda body: len(body["errors"]) == 2) == {
        "errors": [{"message": "No."}, {"message": "text"}]
    }

"""What a request has for a record, and how one for a record that there is not is refused."""

from mock_server.answers.stateful.requests import conflict, documents_status, unknown_record


def test_refusal_names_the_record(resource_of):
    """A developer reads which record of which collection the session lacks."""
    error = unknown_record(resource_of("showPet"), "99")

    assert (error.status, error.message) == (404, "In this session, pets has no record '99'.")


def test_refusal_of_a_conflict_is_one_sentence():
    """The reason ends with one full stop."""
    assert (conflict("No.").status, conflict("No.").message) == (409, "No.")


def test_default_error_is_no_documented_conflict(pet_api):
    """Only a status that is documented itself changes what a request does."""
    assert documents_status(pet_api.operation("createPet"), 409)
    assert not documents_status(pet_api.operation("showSettings"), 409)

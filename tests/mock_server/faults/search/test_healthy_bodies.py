"""Valid bodies from which a search starts."""

from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    healthy_bodies,
    json_media_type,
    restore_lists,
    shorten_lists,
)
from openapi.schema.validation import validator_for

LONG = {"list": [{"n": i} for i in range(10)], "a": 1}

SHORT = {"list": [{"n": 0}, {"n": 1}, {"n": 2}], "a": 1}


def bodies(contract, operation, status):
    """Return the healthy bodies of a documented answer."""
    response = operation.exact_response(status)
    return healthy_bodies(contract, operation, response, json_media_type(response))


def test_documented_example_comes_first(placewise):
    """A search starts with the default example; a placeholder is not used."""
    found = bodies(placewise, placewise.operations[0], "200")

    assert found[0]["members_created_number"] == 3020
    assert {} not in found


def test_all_are_valid(contracts):
    """Every body matches its schema."""
    for contract in contracts.values():
        for operation in contract.operations:
            for response in operation.responses:
                media = json_media_type(response)
                for body in healthy_bodies(contract, operation, response, media) if media else ():
                    assert validator_for(media.schema).is_valid(body)


def test_error_without_an_example_is_from_the_template(elastic_path):
    """An error without an example follows the API's error template."""
    found = bodies(elastic_path, elastic_path.operations[0], "400")

    assert found[0]["errors"][0]["status"] == "400"


def test_answer_without_json_has_none(warehouse):
    """A 204 has no JSON body."""
    assert json_media_type(warehouse.operation("GET /pulse").success) is None
    assert json_media_type(None) is None


def test_documented_values_are_used(placewise):
    """Path and headers have the documented values; header names are lower-case."""
    found = example_parameters(placewise.operations[0])

    assert found.path == {"loyalty_club_slug": "infinity-mall", "import_id": 1}
    assert found.header["x-loyalty-club-slug"] == "infinity-mall"
    assert found.query == {}


def test_optional_query_parameters_are_added(elastic_path):
    """Optional query parameters are included only if they are given."""
    operation = elastic_path.operations[0]

    assert example_parameters(operation).query == {}
    assert example_parameters(operation, query={"page[limit]": 2}).query == {"page[limit]": 2}


def test_long_lists_are_cut_and_short_ones_are_not():
    """A list of ten keeps three, a list of six keeps all."""
    assert shorten_lists(LONG) == SHORT
    assert shorten_lists([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6]


def test_changes_are_restored():
    """The changes of the short body are made in the long one, and no others."""
    changed = {"list": [{"n": 0}, {"n": "x"}, {"n": 2}], "b": 2}

    assert restore_lists(LONG, SHORT, changed) == {
        "list": [{"n": 0}, {"n": "x"}, {"n": 2}, *LONG["list"][3:]],
        "b": 2,
    }


def test_list_of_another_length_is_not_restored():
    """If items were added or removed, the changed list is the result."""
    changed = {"list": [{"n": 0}], "a": 1}

    assert restore_lists(LONG, SHORT, changed) == changed


def test_unchanged_body_is_restored():
    """Without changes the result is the original."""
    assert restore_lists(LONG, SHORT, SHORT) == LONG

"""Parameters of valid requests."""

from mock_server.faults.search.example_parameters import example_parameters


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

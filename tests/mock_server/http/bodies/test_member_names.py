"""Names are compared without their style."""

import pytest

from mock_server.http.bodies.member_names import by_plain_name, plain_name


@pytest.mark.parametrize("name", ["total_count", "totalCount", "TotalCount", "total-count"])
def test_style_of_a_name_does_not_matter(name):
    """Snake, camel, Pascal and kebab case are the same name."""
    assert plain_name(name) == "totalcount"


def test_first_of_equal_names_counts():
    """Two members whose names differ in style only do not replace each other at random."""
    assert by_plain_name(["petId", "pet_id", "name"]) == {"petid": "petId", "name": "name"}

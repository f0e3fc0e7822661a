"""Hints in a rule's expression."""

from mock_server.faults.search.expression_hints import extract_hints


def test_names_texts_and_numbers_are_found():
    """Keys after a dot, quoted texts, and whole numbers that are not part of a name or a text."""
    found = extract_hints('self.parts1 <= 1000 * size(self.list) || self.state == "open 5"')

    assert {"parts1", "list", "state", "open 5"} <= found.names
    assert found.texts == ("open 5",)
    assert found.numbers == (1000,)


def test_used_variables_are_found():
    """A rule about the request only does not use the body."""
    request = extract_hints("request.query['self'] == 'a'")
    both = extract_hints("size(self) <= request.query.count")
    pair = extract_hints("oldSelf.a == 1")

    assert (request.uses_value, request.uses_request) == (False, True)
    assert (both.uses_value, both.uses_request) == (True, True)
    assert (pair.uses_value, pair.uses_request) == (True, False)


def test_hints_of_several_expressions_are_combined():
    """Two rules have the hints of both; further numbers are last and without duplicates."""
    found = extract_hints("self.a == 1", "self.b == 2").with_numbers((2, 7))

    assert {"a", "b"} <= found.names
    assert found.numbers == (1, 2, 7)

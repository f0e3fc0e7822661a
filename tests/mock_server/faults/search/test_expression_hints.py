"""What an expression gives away."""

from mock_server.faults.search.expression_hints import extract_hints


def test_names_texts_and_numbers_are_found():
    """Keys after a dot, quoted texts, and whole numbers that are no part of a name or a text."""
    found = extract_hints('self.parts1 <= 1000 * size(self.list) || self.state == "open 5"')

    assert {"parts1", "list", "state", "open 5"} <= found.names
    assert found.texts == ("open 5",)
    assert found.numbers == (1000,)


def test_what_a_rule_looks_at_is_told():
    """A rule about the request alone does not look at any body."""
    request = extract_hints("request.query['self'] == 'a'")
    both = extract_hints("size(self) <= request.query.count")
    pair = extract_hints("oldSelf.a == 1")

    assert (request.looks_at_value, request.looks_at_request) == (False, True)
    assert (both.looks_at_value, both.looks_at_request) == (True, True)
    assert (pair.looks_at_value, pair.looks_at_request) == (True, False)


def test_several_expressions_are_read_together():
    """Hints of two rules are those of both; further numbers come last and once."""
    found = extract_hints("self.a == 1", "self.b == 2").with_numbers((2, 7))

    assert {"a", "b"} <= found.names
    assert found.numbers == (1, 2, 7)

"""What an operation does with a resource, as values."""

from openapi.contract import ResourceAction, ResourceUse


def test_use_has_nothing_but_a_name_and_an_action():
    """Everything else is found by names, so it need not be given."""
    use = ResourceUse(name="pets", action=ResourceAction.LIST)

    assert (use.key, use.record, use.parameter) == ("", None, "")

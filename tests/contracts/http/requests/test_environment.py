"""A document reads no variable that the user has not allowed."""

from contracts.http.requests.environment import allowed_environ, environment_notes, named_variables
from tests.contracts.shop import SHOP, VARIABLES
from tests.packaged import packaged_contracts

ELASTIC_PATH, _ = packaged_contracts()
NONE = frozenset()
ENVIRON = {
    "SHOP_TOKEN": "hush-1",
    "OTHER_SHOP_TOKEN": "hush-2",
    "SHOP_NAME": "corner",
    "AWS_SECRET_ACCESS_KEY": "hush-3",
    "ELASTICPATH_TOKEN": "hush-4",
}


def test_what_is_not_allowed_is_not_read():
    """A document from elsewhere gets nothing by naming a variable."""
    assert allowed_environ(SHOP, ENVIRON, NONE) == {}


def test_what_is_allowed_is_read_with_its_second_identity():
    """One option gives both identities of a variable, and no other variable."""
    found = allowed_environ(SHOP, ENVIRON, frozenset({"SHOP_TOKEN"}))

    assert found == {"SHOP_TOKEN": "hush-1", "OTHER_SHOP_TOKEN": "hush-2"}


def test_a_variable_is_read_only_by_a_document_that_names_it():
    """A variable that one document names is not given to another."""
    everything = VARIABLES | {"AWS_SECRET_ACCESS_KEY"}

    assert set(allowed_environ(SHOP, ENVIRON, everything)) == VARIABLES | {"OTHER_SHOP_TOKEN"}


def test_the_packaged_documents_need_no_option():
    """Their variables may be read without --env."""
    assert allowed_environ(ELASTIC_PATH, ENVIRON, NONE) == {"ELASTICPATH_TOKEN": "hush-4"}
    assert named_variables(ELASTIC_PATH) == ("ELASTICPATH_TOKEN",)


def test_the_notes_name_what_is_read_and_what_is_not():
    """A reader of the report sees each variable, how to allow one, and no value."""
    notes = [*environment_notes(SHOP, ENVIRON, frozenset({"SHOP_TOKEN"}))]

    assert notes == [
        "shop: the document reads OTHER_SHOP_TOKEN, SHOP_TOKEN from the environment.",
        (
            "shop: the document may not read the variable SHOP_NAME of the environment; "
            "allow it with --env SHOP_NAME."
        ),
    ]

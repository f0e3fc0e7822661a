"""Tests of the values that are known for one operation."""

from contracts.http.requests.credentials import Credentials
from contracts.http.requests.known_values import (
    for_operation,
    keyed,
    using,
    value_names,
    with_row_keys,
)
from contracts.http.requests.rows import Row
from openapi.contract import Location
from tests.contracts.clubs import CLUBS

FIRST = Row(origin="row 1", values={"club": "red", "api_key": "k-1"})
SECOND = Row(origin="row 2", values={"club": "blue", "api_key": "k-2"})


def test_the_nearest_value_wins():
    """A row before a value for the operation, that before a value for every operation."""
    known = {"club": ("a",), "showClub.club": ("b",)}
    show, imports = map(CLUBS.operation, ("showClub", "listImports"))
    plain = Credentials(known=known)

    assert for_operation(plain, show).known["club"] == ("b",)
    assert for_operation(plain, imports).known["club"] == ("a",)
    with_rows = for_operation(Credentials(known=known, rows=(FIRST, SECOND)), show)
    assert (with_rows.known["club"], with_rows.row.origin) == (("red",), "row 1")


def test_a_row_brings_its_key_along():
    """In the query and in a cookie; other cookies stay."""
    [row, _] = keyed((FIRST, SECOND), frozenset({"api_key"}))
    credentials = Credentials(
        query=(("api_key", "old"), ("other", "o")), headers=(("Cookie", "api_key=old; a=b"),)
    )
    used = using(credentials, row)

    assert used.query == (("api_key", "k-1"), ("other", "o"))
    assert used.headers == (("Cookie", "api_key=k-1; a=b"),)


def test_a_row_replaces_a_value_of_the_environment():
    """What was given for this run counts more than a variable that is always there."""
    live = Credentials(parameters={(Location.PATH, "club"): "env", (Location.HEADER, "x"): "y"})

    assert using(live, FIRST).parameters == {(Location.HEADER, "x"): "y"}


def test_keys_of_all_rows_are_known_as_secrets():
    """Behind the key that was given by name, each once."""
    rows = keyed((FIRST, SECOND, SECOND), frozenset({"api_key"}))

    assert with_row_keys({"api_key": ("k-0",)}, rows) == {"api_key": ("k-0", "k-1", "k-2")}


def test_names_with_and_without_their_operation():
    """For the message about a misspelt one."""
    plain, qualified = value_names(CLUBS)

    assert plain == {"club", "import_id"}
    assert "showImport.import_id" in qualified

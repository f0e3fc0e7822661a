"""Tests of which operations a run is about."""

from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.requests.targets import Target
from contracts.run.check import check
from contracts.run.selection.operations import choice_note, chosen_ids, with_chosen
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.contract import Contract, Operation
from openapi.loading.document import load_contracts
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def made(name, method, path, *tags):
    """Return an operation of the library."""
    return Operation(api="library", id=name, method=method, path=path, tags=tags)


LIBRARY = Contract(
    api="library",
    title="",
    version="",
    file="library.yaml",
    tree={},
    base_path="/v1",
    operations=(
        made("listBooks", "GET", "/books", "read"),
        made("showBook", "GET", "/books/{id}", "read"),
        made("addBook", "POST", "/books", "write"),
        made("listShelves", "GET", "/shelves", "read", "room"),
    ),
)
BOOKS = {"listBooks", "showBook", "addBook"}


def chosen(**options):
    """Return the ids that settings choose."""
    [ids] = chosen_ids(CheckSettings(targets=(), **options), [LIBRARY])
    return ids


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({}, {*BOOKS, "listShelves"}),
        ({"operations": ("showBook", "addBook")}, {"showBook", "addBook"}),
        ({"operations": ("list*",)}, {"listBooks", "listShelves"}),
        ({"tags": ("room", "write")}, {"listShelves", "addBook"}),
        ({"methods": ("post",)}, {"addBook"}),
        ({"paths": ("/books*",)}, BOOKS),
        ({"paths": ("/v1/books/{id}",)}, {"showBook"}),
        ({"tags": ("read",), "paths": ("/books*",)}, {"listBooks", "showBook"}),
        ({"excluded_operations": ("show*",)}, {"listBooks", "addBook", "listShelves"}),
        ({"tags": ("read",), "excluded_tags": ("room",)}, {"listBooks", "showBook"}),
        ({"excluded_methods": ("GET",)}, {"addBook"}),
        ({"excluded_paths": ("/books*",)}, {"listShelves"}),
    ],
)
def test_an_operation_is_chosen_by_every_kind_of_option(options, ids):
    """One value of each option is enough; a value of an option that excludes wins."""
    assert chosen(**options) == ids


@pytest.mark.parametrize(
    ("options", "where", "words"),
    [
        ({"operations": ("showBok",)}, "--operation", "no operation has the id .*'showBook'"),
        ({"operations": ("shew*",)}, "--operation", "no operation has the id"),
        ({"tags": ("raed",)}, "--tag", "did you mean 'read'"),
        ({"methods": ("GTE",)}, "--method", "did you mean 'GET'"),
        ({"paths": ("/book",)}, "--path", "did you mean '/books'"),
        ({"excluded_tags": ("rooms",)}, "--exclude-tag", "did you mean 'room'"),
        ({"tags": ("room",), "methods": ("POST",)}, "--tag room --method POST", "together"),
    ],
)
def test_a_name_that_no_operation_has_is_refused(options, where, words):
    """A misspelt name must not check less than was asked for."""
    with pytest.raises(OptionError, match=words) as caught:
        chosen(**options)

    assert caught.value.where == where


def test_a_tag_of_a_document_without_tags_is_refused():
    """The message says that there is none to choose from."""
    library = replace(LIBRARY, operations=(made("listBooks", "GET", "/books"),))

    with pytest.raises(OptionError) as caught:
        chosen_ids(CheckSettings(targets=(), tags=("room",)), [library])

    assert caught.value.allowed == "none: no operation has one"


def test_one_line_says_what_was_left_out():
    """With the options that chose, as the report is not one on the whole API."""
    settings = CheckSettings(targets=(), tags=("room",))
    targets = [Target(contract=LIBRARY, origin="http://127.0.0.1:9")]
    [note] = choice_note(settings, with_chosen(settings, targets))

    assert note == (
        "1 of 4 operations is chosen by --tag room; left out: listBooks, showBook, addBook."
    )
    assert choice_note(CheckSettings(targets=()), targets) == ()


def run(**changes):
    """Return the report on a healthy shop, and the paths that it was asked for."""
    with serve(shop()) as server:
        given = {"specs": (SPEC,), "profile": PROFILES["smoke"], **changes}
        report = check(CheckSettings(targets=(server.url,), **given), HastyClock())
    return report, {seen.target.partition("?")[0] for seen in server.seen[1:]}


def test_what_was_not_chosen_is_neither_asked_nor_unproved():
    """The other operations are in one note, in no list, and fail nothing."""
    report, asked = run(operations=("listOrders",))

    assert [operation.id for operation in report.operations] == ["listOrders"]
    assert report.exit_code == 0
    assert "/v1/orders/7" not in asked
    assert report.notes[0].startswith("1 of 3 operations is chosen by --operation listOrders;")
    assert report.repeat[2:4] == ("--operation", "listOrders")


def test_nothing_that_changed_is_nothing_to_prove(tmp_path):
    """A run on what changed since yesterday passes if nothing did, sends nothing and says so."""
    copy = tmp_path / "yesterday.yaml"
    copy.write_text(SPEC.read_text(encoding="utf-8"), encoding="utf-8")
    report, asked = run(changed_since=(copy,))

    assert (report.exit_code, report.operations, asked) == (0, (), set())
    assert report.notes[0].startswith("0 of 3 operations are chosen by --changed-since")


def test_what_changed_is_checked(tmp_path):
    """Only the operation whose description is another one."""
    old = tmp_path / "yesterday.yaml"
    text = SPEC.read_text(encoding="utf-8")
    old.write_text(text.replace("maximum: 500", "maximum: 400"), encoding="utf-8")
    report, _ = run(changed_since=(old,))

    assert [operation.id for operation in report.operations] == ["listOrders"]


def test_each_api_needs_its_older_document(tmp_path):
    """A single older document is that of a single API; of several, the names must agree."""
    old = tmp_path / "yesterday.yaml"
    old.write_text(SPEC.read_text(encoding="utf-8"), encoding="utf-8")
    two = [*load_contracts()]
    with pytest.raises(OptionError, match="no older document describes the API"):
        chosen_ids(CheckSettings(targets=(), changed_since=(old,)), two)


def test_the_options_are_read_once(monkeypatch):
    """A document may have thousands of operations, of which one is chosen."""
    looks = []
    choosing = CheckSettings.choosing
    monkeypatch.setattr(
        CheckSettings, "choosing", lambda self: looks.append(self) or choosing(self)
    )
    chosen(operations=("showBook",))

    assert len(looks) < len(LIBRARY.operations)

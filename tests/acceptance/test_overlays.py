"""Overlays in both commands: what they change, and where their messages point."""

import json

import pytest

from openapi.loading.document import LoadOptions, load_contract
from tests.acceptance.commands import mock_process, run_here
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.test_reload import eventually

VENDOR = """\
openapi: 3.0.3
info: {title: Vendor, version: "1"}
paths:
  /stock:
    get:
      operationId: stock
      responses:
        "200":
          description: Stock.
          content:
            application/json:
              schema: {type: object, properties: {left: {type: integer}}}
"""

SWAGGER = """\
swagger: "2.0"
info: {title: Vendor, version: "1"}
produces: [application/json]
paths:
  /stock:
    get:
      operationId: stock
      responses: {"200": {description: Stock.}}
definitions:
  Stock: {type: object}
"""


def overlay(example):
    """Return an overlay that adds an example of the stock, on line 6."""
    return (
        "overlay: 1.0.0\n"
        "actions:\n"
        "  - target: $.paths['/stock'].get.responses['200'].content['application/json']\n"
        "    update:\n"
        f"      example: {example}\n"
    )


@pytest.fixture
def files(tmp_path):
    """A vendor's document, and an overlay with an example."""
    vendor, ours = tmp_path / "vendor.yaml", tmp_path / "ours.yaml"
    vendor.write_text(VENDOR, encoding="utf-8")
    ours.write_text(overlay("{left: 3}"), encoding="utf-8")
    return vendor, ours


def test_saved_overlay_is_served(files):
    """The mock watches overlays, too; a bad save keeps the last good state."""
    vendor, ours = files
    with mock_process(str(vendor), "--overlay", str(ours)) as mock:
        get = lambda: exchange(mock.address, request(b"/stock")).json()  # noqa: E731 - one line
        first = get()
        assert eventually(
            lambda: get() == {"left": 8},
            lambda: ours.write_text(overlay("{left: 8}"), encoding="utf-8"),
        )
        ours.write_text("overlay: [", encoding="utf-8")
        later = get()

    assert first == {"left": 3}
    assert later == {"left": 8}


def test_messages_point_into_the_right_file(files):
    """A mistake in the overlay has the overlay's line; one in the document keeps its own."""
    vendor, ours = files
    ours.write_text(overlay("{left: 3}\n      exampels: {}"), encoding="utf-8")
    vendor.write_text(VENDOR.replace("summary", "x").replace("description: Stock.", "dscr: x"))
    linted = run_here("contracts", "lint", str(vendor), "--overlay", str(ours), "--format", "json")
    places = {
        (entry["rule"], entry["file"].rpartition("/")[2], entry["line"])
        for entry in json.loads(linted.stdout)["complaints"]
    }

    assert ("unknown-key", "ours.yaml", 6) in places
    assert any(place[1] == "vendor.yaml" for place in places)


@pytest.mark.parametrize(
    "command",
    [
        ("mock-server", "serve"),
        ("mock-server", "faults", "--spec"),
        ("mock-server", "scenarios", "list", "--spec"),
        ("mock-server", "scenarios", "verify", "--spec"),
        ("contracts", "check", "http://127.0.0.1:9", "--spec"),
        ("contracts", "fuzz", "http://127.0.0.1:9", "--spec"),
        ("contracts", "explain", "--spec"),
        ("contracts", "selftest", "--spec"),
    ],
)
def test_bad_overlay_is_refused_by_every_command(files, command):
    """Exit code 2, one message with file and line, and nothing is served or sent."""
    vendor, ours = files
    ours.write_text("overlay: 1.0.0\nactions:\n  - {target: paths, remove: true}\n")
    done = run_here(*command, str(vendor), "--overlay", str(ours))

    assert done.returncode == 2
    assert "the target is not a JSONPath: it does not begin with $" in done.stderr
    assert "ours.yaml:3" in done.stderr


def test_overlays_follow_each_other(files, tmp_path):
    """The second sees what the first has done."""
    vendor, ours = files
    last = tmp_path / "last.yaml"
    last.write_text(
        "overlay: 1.0.0\n"
        "actions:\n"
        "  - target: $..content['application/json'].example\n"
        "    update: {left: 9}\n",
        encoding="utf-8",
    )
    options = LoadOptions(is_strict=True, overlays=(ours, last))
    contract = load_contract(vendor, options=options)
    media = contract.operations[0].success.media_type()

    assert media.example().value == {"left": 9}


def test_converted_document_keeps_the_lines_of_its_overlay(files):
    """In a Swagger 2.0 document the overlay targets what the file says, and lines stay right."""
    vendor, ours = files
    vendor.write_text(SWAGGER, encoding="utf-8")
    ours.write_text(
        "overlay: 1.0.0\n"
        "actions:\n"
        "  - target: $.definitions.Stock\n"
        "    update:\n"
        "      properties:\n"
        "        left: {type: integer}\n",
        encoding="utf-8",
    )
    contract = load_contract(vendor, options=LoadOptions(overlays=(ours,)))
    added = contract.location("/components/schemas/Stock/properties/left")
    own = contract.location("/components/schemas/Stock/type")

    assert added.rpartition("/")[2] == "ours.yaml:6"
    assert own.rpartition("/")[2] == "vendor.yaml:10"


def test_broken_rule_is_cited_from_the_overlay(files):
    """A rule that does not compile is reported with the overlay's line."""
    vendor, ours = files
    ours.write_text(
        "overlay: 1.0.0\n"
        "actions:\n"
        "  - target: $..schema\n"
        "    update:\n"
        "      x-rules:\n"
        "        - {id: vendor.left, rule: self.left >, message: Left., severity: error}\n",
        encoding="utf-8",
    )
    done = run_here("contracts", "explain", "--spec", str(vendor), "--overlay", str(ours))

    assert done.returncode == 2
    assert "ours.yaml:6" in done.stderr

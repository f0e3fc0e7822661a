"""Every case that users or real servers reported has a test, by its name."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
EVERYDAY = "acceptance/test_everyday_servers.py"
DEFECTS = "acceptance/test_everyday_defects.py"

CASES = {
    "fuzz asks every operation": (
        "contracts/fuzz/test_one_process.py",
        "test_every_operation_is_asked_before_any_round",
    ),
    "a server that dies late": (
        "contracts/http/client/test_silence.py",
        "test_a_server_that_dies_late_does_not_pass",
    ),
    "an input that kills the server": (
        "contracts/fuzz/test_campaign.py",
        "test_a_server_that_stops_answering_is_a_finding",
    ),
    "one silent operation": (
        "contracts/http/client/test_silence.py",
        "test_a_silent_operation_costs_itself_only",
    ),
    "a slash in a path value": (DEFECTS, "a name with a slash hides nothing"),
    "the same seed": (
        "contracts/fuzz/schemathesis/test_engine.py",
        "test_the_same_seed_sends_the_same_requests",
    ),
    "many operations and a small budget": (
        "contracts/run/test_check.py",
        "test_a_small_budget_asks_every_operation",
    ),
    "an endless stream": (
        "contracts/http/client/test_connection.py",
        "test_a_stream_is_left_after_its_beginning",
    ),
    "a replay with the wrong credential": (
        "acceptance/test_replay_kinds.py",
        "test_a_replay_says_the_right_word",
    ),
    "an integer id that is read leniently": (EVERYDAY, "a number in another spelling"),
    "a key in the query": (
        "contracts/probes/inputs/test_wrong_credentials.py",
        "test_a_key_in_the_query_is_percent_encoded",
    ),
    "a documented HEAD": (EVERYDAY, "HEAD is documented alone"),
    "an empty 204 with a type": (EVERYDAY, "204 with a Content-Type"),
    "a redirect as the success": (EVERYDAY, "a redirect is the success"),
    "a required writeOnly property": (EVERYDAY, "a value that requests alone carry"),
    "Content-Type as a documented header": (EVERYDAY, "Content-Type among the headers"),
    "servers of a path": (EVERYDAY, "servers of a path"),
    "a nullable number in the query": (EVERYDAY, "a nullable number in the query"),
    "deepObject": (EVERYDAY, "an object in the query by names in brackets"),
    "a password in the answer": (DEFECTS, "a password is answered"),
    "many open connections": (
        "contracts/http/client/test_transport.py",
        "test_few_connections_stay_open",
    ),
    "a page with its own script": (EVERYDAY, "a page with a script of its own"),
    "multipart without a boundary": (EVERYDAY, "multipart without a boundary"),
    "combinations of parameters": (
        "acceptance/test_gathered_findings.py",
        "test_one_cause_in_many_operations_is_one_finding",
    ),
    "texts that no schema describes": (EVERYDAY, "words that only the server knows, in a list"),
    "a documented 501": (EVERYDAY, "a documented 501"),
    "names with a last dot": (EVERYDAY, "names with and without the last dot"),
    "Allow without OPTIONS": (EVERYDAY, "Allow of OPTIONS does not name OPTIONS"),
    "base64 that is none": (DEFECTS, "a masked value for base64"),
    "an unknown discriminator": (DEFECTS, "a discriminator that names nothing"),
    "items of a list in a header": (DEFECTS, "a wrong item of a list in a header"),
}
"""The file below `tests` with the test of each case, and its name or that of its parameters."""


@pytest.mark.parametrize("case", CASES)
def test_a_reported_case_has_its_test(case):
    """What came back wrong once is tried again with every change."""
    file, name = CASES[case]
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    names = {
        node.name if isinstance(node, ast.FunctionDef) else node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    }

    assert name in names

"""Tests of the pytest plugin, in another pytest process."""

import pytest

from contracts.errors import OptionError, UnreachableError
from contracts.pytest_plugin import contract_tests
from openapi.errors import DocumentError
from tests.acceptance.commands import run as run_warm
from tests.acceptance.commands import run_installed
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.witnesses.test_creation import lost

APP = """
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b'{"id": 7, "status": "lost", "total": 10}'
    headers = [(b"content-type", b"application/json"), (b"x-count", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
"""


def write(path, server, options=""):
    """Write a test file with the contract tests of a server."""
    path.write_text(
        "from contracts.pytest_plugin import contract_tests\n"
        f"{APP}\ntest_shop = contract_tests({server}, specs=[{str(SPEC)!r}]{options})\n",
        encoding="utf-8",
    )


def run(folder, server, arguments=(), *, is_alone=True):
    """Return what pytest says about a test file with contract tests.

    If it is not alone, it is the installed command, with all installed plugins.
    """
    (folder / "conftest.py").write_text(
        'pytest_plugins = ["contracts.pytest_plugin"]\n', encoding="utf-8"
    )
    write(folder / "test_it.py", server)
    words = ("pytest", "-rA", "-p", "no:cacheprovider", *arguments, ".")
    env = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1" if is_alone else ""}
    return (run_warm if is_alone else run_installed)(*words, cwd=folder, env=env).stdout


def test_there_is_one_test_for_each_operation_and_rule(tmp_path):
    """They are collected without asking any server."""
    out = run(tmp_path, "'http://127.0.0.1:9'", ["--collect-only", "-q"])

    names = [line.partition("::test_shop::")[2] for line in out.splitlines() if "::" in line]
    assert {"showOrder[schema]", "showOrder[shop.done-does-not-fall]", "listOrders[others]"} <= {
        *names
    }
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("answer", "word"), [(shop(), "PASSED"), (shop(lost), "FAILED")])
def test_a_rule_that_fails_fails_its_test(tmp_path, answer, word):
    """The failure has the message of the finding; an operation that was left out is skipped."""
    with serve(answer) as server:
        out = run(tmp_path, repr(server.url), is_alone=word == "PASSED")

    assert f"{word} test_it.py::test_shop::showOrder[schema]" in out
    assert "it could change something; --unsafe calls it" in out
    assert ('/status is "lost"' in out) is (word == "FAILED")


def test_an_application_is_served_for_the_run(tmp_path):
    """An ASGI app is served by the plugin."""
    out = run(tmp_path, "app")

    assert "FAILED test_it.py::test_shop::showOrder[schema]" in out
    assert "Traceback" not in out


def test_other_names_are_left_to_pytest(tmp_path):
    """The plugin takes contract tests only."""
    (tmp_path / "test_more.py").write_text("def test_more():\n    pass\n", encoding="utf-8")

    out = run(tmp_path, "'http://127.0.0.1:9'", ["--collect-only", "-q"])

    assert "test_more.py::test_more" in out


def test_server_that_is_not_there_is_said_without_a_traceback(tmp_path):
    """Every test fails with the same four parts."""
    out = run(tmp_path, "'http://127.0.0.1:9'")

    assert "FAILED test_it.py::test_shop::showOrder[schema]" in out
    assert "the check could not run: the server gives no answer: the connection was refused" in out
    assert "UnreachableError" not in out


def test_server_that_is_not_there_is_asked_once():
    """A second access raises the same error, without another run."""
    tests = contract_tests("http://127.0.0.1:9", specs=[SPEC])
    with pytest.raises(UnreachableError) as first:
        tests.report  # noqa: B018 - the first access makes it
    with pytest.raises(UnreachableError) as second:
        tests.report  # noqa: B018

    assert first.value is second.value


MISSPELT = {
    "url": ("'shpo=http://127.0.0.1:9'", "", "an API called 'shpo'; did you mean 'shop'?"),
    "api": ("'http://127.0.0.1:9'", ", api='shpo'", "an API called 'shpo'; did you mean 'shop'?"),
    "profile": ("'http://127.0.0.1:9'", ", profile='smok'", "'smok'; did you mean 'smoke'?"),
    "option": ("'http://127.0.0.1:9'", ", sed=2", "called 'sed'; did you mean 'seed'?"),
}


def test_what_is_misspelt_is_an_error_of_the_collection(tmp_path):
    """A misspelt name does not give a file without tests, which would pass."""
    for name, (server, options, _) in MISSPELT.items():
        write(tmp_path / f"test_{name}.py", server, options)
    out = run(tmp_path, "'http://127.0.0.1:9'", ["--collect-only", "-q"])

    for name, (_, _, message) in MISSPELT.items():
        _, _, section = out.partition(f"ERROR collecting test_{name}.py")
        assert message in section.partition(" ERROR collecting ")[0], name
    assert f"{len(MISSPELT)} errors" in out


def test_a_variable_is_read_only_where_it_is_allowed(monkeypatch):
    """As with `--env`: a document that is not packaged reads nothing else."""
    monkeypatch.setenv("SHOP_TOKEN", "hush-hush")
    sent = []
    for options in ({}, {"env": {"SHOP_TOKEN"}}):
        with serve(shop()) as server:
            notes = contract_tests(server.url, specs=[SPEC], **options).report.notes
            sent.append(any(seen.header("X-Token") == "hush-hush" for seen in server.seen))

    assert sent == [False, True]
    assert any("reads SHOP_TOKEN" in note for note in notes)


@pytest.mark.parametrize("option", ["baseline", "is_dry_run"])
def test_what_only_the_command_does_is_refused(option):
    """An option that would be ignored is no option of the tests."""
    with pytest.raises(OptionError, match=option):
        contract_tests("http://127.0.0.1:9", **{option: None})


def test_rules_of_an_opt_in_set_have_their_tests():
    """Each rule of a set that is asked for gets its own test."""
    without = contract_tests("http://127.0.0.1:9", api="placewise").expected_rules
    tests = contract_tests(
        "http://127.0.0.1:9", api="placewise", rule_sets=frozenset({"lifecycle"})
    ).expected_rules

    added = {rule for place in tests for rule in {*tests[place]} - {*without[place]}}
    assert added
    assert all(rule.startswith("placewise.") for rule in added)


def test_only_chosen_operations_have_tests():
    """The options of the command that choose operations are arguments of the tests."""
    tests = contract_tests("http://127.0.0.1:9", specs=[SPEC], operations=("list*",))

    assert {operation for _, operation in tests.expected_rules} == {"listOrders"}
    with pytest.raises(OptionError, match="did you mean 'showOrder'"):
        _ = contract_tests(
            "http://127.0.0.1:9", specs=[SPEC], operations=["showOrdr"]
        ).expected_rules


def test_documents_are_read_as_by_the_command():
    """Every option about documents counts when the tests are collected, too."""
    tests = contract_tests("http://127.0.0.1:9", specs=[SPEC], max_document_bytes=10)

    with pytest.raises(DocumentError, match="bytes"):
        _ = tests.expected_rules

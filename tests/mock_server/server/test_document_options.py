"""Documents are read as the settings say."""

from pathlib import Path

from mock_server.server.document_options import beside_documents, load_options
from mock_server.settings import Settings
from openapi.loading.document import LENIENT


def test_without_settings_documents_are_read_as_ever():
    """A server and the library read the same."""
    assert load_options(Settings()) == LENIENT


def test_each_setting_arrives():
    """What is not set keeps its usual limit."""
    options = load_options(Settings(is_strict=True, root=Path("r"), max_document_files=3))

    assert (options.is_strict, options.root, options.limits.max_files) == (True, Path("r"), 3)
    assert options.limits.max_bytes == LENIENT.limits.max_bytes


DOCUMENT = """paths:
  /__admin/mappings: {get: {responses: {'200': {description: x}}}}
  /__administration: {get: {responses: {'200': {description: x}}}}
"""


def test_a_document_comes_before_the_admin_api(contract_from):
    """A mock of an API below `/__admin` is that; the start says what is off, and how to have it."""
    contract = contract_from(DOCUMENT)

    settings, [sentence] = beside_documents(Settings(), [contract])

    assert not settings.has_admin
    assert "1 operation " in sentence
    assert "/__admin/mappings" in sentence
    assert "--base-path " in sentence


def test_operations_behind_a_wanted_admin_api_are_named(contract_from):
    """Nothing is promised that is answered by the mock itself; the hint is what to do."""
    contract = contract_from(DOCUMENT)

    settings, [sentence] = beside_documents(Settings(is_admin_on=True), [contract])

    assert settings.has_admin
    assert sentence.startswith("1 operation not served, such as /__admin/mappings: ")


def test_a_document_without_operations_is_named(contract_from):
    """Who serves an empty document by mistake reads why every request gets 404."""
    settings, [sentence] = beside_documents(Settings(), [contract_from("paths: {}")])

    assert settings == Settings()
    assert "describes no operation" in sentence


def test_other_documents_leave_the_settings_alone(contract_from):
    """Without such a path, or without an admin API, there is nothing to say."""
    plain = contract_from("paths: {/a: {get: {responses: {'200': {description: x}}}}}")

    assert beside_documents(Settings(), [plain]) == (Settings(), ())
    off = Settings(is_admin_on=False)
    assert beside_documents(off, [contract_from(DOCUMENT)]) == (off, ())

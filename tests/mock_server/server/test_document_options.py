"""Documents are read as the settings say."""

from pathlib import Path

from mock_server.server.document_options import load_options, unreachable_operations
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


def test_operations_at_paths_of_the_mock_are_named(contract_from):
    """Nothing is promised that is answered by the mock itself; the hint is what to do."""
    answer = "get: {responses: {'200': {description: x}}}"
    paths = "\n".join(
        f"  {path}: {{{answer}}}" for path in ("/__admin/mappings", "/__administration", "/a")
    )

    [sentence] = unreachable_operations([contract_from(f"paths:\n{paths}\n")])

    assert sentence.startswith("1 operation is not served, such as /__admin/mappings: ")
    assert "--base-path " in sentence
    assert [*unreachable_operations([contract_from(f"paths: {{/a: {{{answer}}}}}")])] == []

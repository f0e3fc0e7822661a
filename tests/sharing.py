"""Which worker of a run collects and runs which test files.

Each worker collects its own files only: collecting takes seconds, and what one worker has imported
and made serves all its tests.
"""

from collections.abc import Mapping

SECONDS = {
    "acceptance/browser/test_browser_pages.py": 12,
    "acceptance/browser/test_every_page.py": 8,
    "acceptance/browser/test_faults_page.py": 13,
    "acceptance/browser/test_journal_page.py": 24,
    "acceptance/browser/test_reference_page.py": 10,
    "acceptance/browser/test_sessions.py": 13,
    "acceptance/browser/test_start.py": 8,
    "acceptance/browser/test_state.py": 8,
    "acceptance/test_admin_side.py": 26,
    "acceptance/test_bare_install.py": 8,
    "acceptance/test_cli_start.py": 15,
    "acceptance/test_closed_loop.py": 35,
    "acceptance/test_contracts_check.py": 35,
    "acceptance/test_contracts_fuzz.py": 16,
    "acceptance/test_divided_checks.py": 10,
    "acceptance/test_documents_in_use.py": 9,
    "acceptance/test_drift_and_learn.py": 7,
    "acceptance/test_everyday_defects.py": 8,
    "acceptance/test_everyday_servers.py": 11,
    "acceptance/test_far_servers.py": 10,
    "acceptance/test_fleet.py": 11,
    "acceptance/test_hostile_servers.py": 20,
    "acceptance/test_hostile_texts.py": 13,
    "acceptance/test_long_answers.py": 8,
    "acceptance/test_open_files.py": 9,
    "acceptance/test_replay_kinds.py": 18,
    "acceptance/test_replicas.py": 9,
    "acceptance/test_scenarios.py": 30,
    "acceptance/test_selftest.py": 20,
    "acceptance/test_terminal.py": 11,
    "acceptance/test_third_api.py": 39,
    "acceptance/test_warm_commands.py": 14,
    "acceptance/test_wheel.py": 8,
    "acceptance/test_workers.py": 10,
    "architecture/test_docstrings.py": 8,
    "contracts/cli/findings/test_baseline.py": 14,
    "contracts/cli/test_check.py": 14,
    "contracts/cli/test_config_file.py": 8,
    "contracts/fuzz/parallel/test_campaign.py": 10,
    "contracts/fuzz/schemathesis/test_engine.py": 26,
    "contracts/fuzz/test_campaign.py": 19,
    "contracts/fuzz/test_operation_fuzzer.py": 8,
    "contracts/fuzz/test_request_mutations.py": 10,
    "contracts/http/client/test_connection.py": 10,
    "contracts/run/parallel/test_dividing.py": 8,
    "contracts/run/probing/test_targets.py": 7,
    "contracts/run/test_check.py": 9,
    "contracts/test_pytest_plugin.py": 18,
    "contracts/witnesses/test_creation.py": 8,
    "howto/test_ci_howtos.py": 8,
    "howto/test_tutorials.py": 9,
    "mock_server/answers/test_dynamic.py": 10,
    "mock_server/asgi/building/test_lazy_app.py": 8,
    "mock_server/faults/test_fault_catalogue.py": 14,
    "mock_server/scenarios/verification/test_verify.py": 8,
    "properties/test_fast_path.py": 11,
    "properties/test_hostile_files.py": 7,
    "properties/test_http_streams.py": 8,
    "properties/test_only_reading.py": 7,
    "specimen_entry/test_pytest_plugin.py": 12,
}
"""How many seconds the files take that take long, in a run of all; by the path in tests/."""
BYTES_A_SECOND = 7_000
"""How much of the other files is run in a second."""
FAMILIES = {
    "every fault of the packaged APIs": (
        "mock_server/faults/",
        "mock_server/cli/test_faults.py",
        "mock_server/admin/routes/test_faults.py",
        "properties/test_faults.py",
        "architecture/test_reference.py",
    ),
    "the syntax tree of each module": ("architecture/",),
    "the import of Schemathesis": ("contracts/fuzz/",),
    "Chromium and the mock of the console": ("acceptance/browser/",),
}
"""What takes seconds and is kept by its process, and the files that one worker has for it."""


def family(name: str) -> str:
    """Return the files that one worker runs together: a file alone, or a family of files."""
    return next((family for family, files in FAMILIES.items() if name.startswith(files)), name)


def shares(sizes: Mapping[str, int], workers: int) -> dict[str, int]:
    """Return the worker of each file; `sizes` are bytes, by the path in tests/.

    The longest family first, each for the worker that has the least to do so far.
    """
    seconds: dict[str, float] = {}
    for name in sorted(sizes):
        took = SECONDS.get(name, sizes[name] / BYTES_A_SECOND)
        seconds[family(name)] = seconds.get(family(name), 0.0) + took
    work = [0.0] * workers
    owner: dict[str, int] = {}
    for each in sorted(seconds, key=lambda each: -seconds[each]):
        owner[each] = work.index(min(work))
        work[owner[each]] += seconds[each]
    return {name: owner[family(name)] for name in sizes}

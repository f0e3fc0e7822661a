"""What is installed from the wheel works without the checkout."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.commands import environment, mock_process
from tests.acceptance.documented import ask_import, ask_jobs

ROOT = Path(__file__).parents[2]


def pip(*arguments: str) -> None:
    """Run pip without reaching for any index."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        check=True,
        capture_output=True,
        cwd=ROOT,
        timeout=180,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), ".")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder into which the wheel alone was installed."""
    folder = tmp_path_factory.mktemp("installed")
    # What is imported is compiled then.
    pip("install", "--no-compile", "--no-deps", "--no-index", "--target", str(folder), str(wheel))
    return folder


def test_wheel_has_the_contract_and_nothing_of_the_checkout(wheel):
    """The wheel carries YAML, JSON, `py.typed` and the licence, and no tests."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    assert {
        "openapi/placewise.yaml",
        "openapi/elastic_path.yaml",
        "openapi/discrepancies.yaml",
        "openapi/sources.yaml",
        "contracts/explain/check_explanations.yaml",
        "contracts/reports/finding.html",
        "contracts/reports/page.css",
        "contracts/reports/page.html",
        "contracts/reports/page.js",
        "contracts/reports/report.schema.json",
        "mock_server/asgi/tool_pages/swagger_ui.html",
        "mock_server/asgi/tool_pages/swagger_ui.js",
        "mock_server/asgi/tool_pages/console/static/console.css",
        "mock_server/asgi/tool_pages/console/static/sessions.js",
        "mock_server/asgi/tool_pages/console/templates/layout.html",
        "mock_server/asgi/tool_pages/console/vendor/lit-html/LICENSE",
        "mock_server/asgi/tool_pages/console/vendor/uplot/LICENSE",
        "mock_server/asgi/tool_pages/console/vendor/vendor.json",
        "openapi/text/look.css",
        "openapi/py.typed",
        "mock_server/py.typed",
        "contracts/py.typed",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", ".", "shared/"))]


def test_wheel_serves_its_packaged_contract(installed, tmp_path):
    """Installed elsewhere and started in another folder, the mock serves both APIs."""
    with mock_process(
        executable=str(installed / "bin" / "mock-server"),
        env={"PYTHONPATH": str(installed)},
        cwd=tmp_path,
    ) as running:
        members_import = ask_import(running, b"/v3/infinity-mall/members/imports/1")
        jobs = ask_jobs(running)

    assert members_import.json()["members_in_payloads_number"] == 4000
    assert jobs.json()["data"][0]["attributes"]["status"] == "pending"


def test_wheel_reads_its_own_files(installed, tmp_path):
    """The documents that it finds lie in the folder into which it was installed."""
    program = "import openapi.loading.document as d; print(*d.packaged_documents(), sep='\\n')"
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        encoding="utf-8",
        env=environment({"PYTHONPATH": str(installed)}),
        timeout=60,
    )
    paths = [Path(line) for line in result.stdout.splitlines()]

    assert [path.name for path in paths] == ["elastic_path.yaml", "placewise.yaml"]
    assert {path.parents[1] for path in paths} == {installed}

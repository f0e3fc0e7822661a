"""Files that are saved while the mock runs."""

import shutil
import time
from collections.abc import Callable

import pytest

from tests.acceptance.commands import PATIENCE, MockProcess, mock_process
from tests.acceptance.conftest import WAREHOUSE
from tests.acceptance.raw_socket import Answer, exchange, request

SHELVES = b"/api/v1/depots/7/shelves"
MOVED = b"/api/v1/depots/7/racks"


@pytest.fixture
def file(tmp_path):
    """A copy of the made-up API's document, with the file that it refers to."""
    for part in WAREHOUSE.parent.glob("warehouse*.yaml"):
        shutil.copy(part, tmp_path)
    return tmp_path / WAREHOUSE.name


def get(mock: MockProcess, target: bytes) -> Answer:
    """Ask for a path."""
    return exchange(mock.address, request(target))


def health(mock: MockProcess):
    """Return the health of the mock."""
    return get(mock, b"/__admin/health").json()


def eventually(is_true: Callable[[], bool], save: Callable[[], object] = bool) -> bool:
    """Ask until it is true; a save is noticed soon, but not at once.

    The save is done anew now and then: the first one may come before the watch has begun.
    """
    end, saved = time.monotonic() + PATIENCE, 0.0
    while time.monotonic() < end:
        if time.monotonic() - saved > 1:
            save()
            saved = time.monotonic()
        if is_true():
            return True
    return False


def test_save_is_served_and_a_bad_one_is_not(file):
    """A good save replaces what is served; a bad one keeps it, and says so where one looks."""
    good = file.read_text(encoding="utf-8")
    with mock_process("--spec", str(file)) as mock:
        before = [get(mock, path).status for path in (SHELVES, MOVED)]
        assert eventually(
            lambda: get(mock, MOVED).status == 200,
            lambda: file.write_text(good.replace("/shelves", "/racks"), encoding="utf-8"),
        )
        assert eventually(
            lambda: health(mock)["status"] == "degraded",
            lambda: file.write_text("openapi: [", encoding="utf-8"),
        )
        during, reload = get(mock, MOVED).status, health(mock)["reload"]
        assert eventually(
            lambda: health(mock)["status"] == "ok",
            lambda: file.write_text(good, encoding="utf-8"),
        )
        after = [get(mock, path).status for path in (SHELVES, MOVED)]
        code = mock.stop()

    assert (before, during, after) == ([200, 404], 200, [200, 404])
    assert "warehouse.yaml" in reload["trouble"]
    assert reload["at"]
    assert code == 0
    assert "not reloaded, the last good state is served" in mock.text()


def test_file_that_is_referred_to_is_watched_too(file):
    """Another file of the document's folder counts as part of it."""
    part = file.with_name("warehouse-common.yaml")
    text = part.read_text(encoding="utf-8")
    with mock_process("--spec", str(file)) as mock:
        assert eventually(
            lambda: health(mock)["status"] == "degraded",
            lambda: part.write_text("components: [", encoding="utf-8"),
        )
        assert eventually(
            lambda: health(mock)["status"] == "ok",
            lambda: part.write_text(text, encoding="utf-8"),
        )


def test_a_replaced_link_to_the_folder_is_noticed(file):
    """An update of a Kubernetes volume (a ConfigMap) replaces one link to a folder."""
    volume, good = file.parent / "volume", file.read_text(encoding="utf-8")
    for number, path in enumerate((b"/shelves", b"/racks")):
        folder = volume / f"..{number}"
        folder.mkdir(parents=True)
        shutil.copy(file.with_name("warehouse-common.yaml"), folder)
        text = good.replace("/shelves", path.decode())
        (folder / file.name).write_text(text, encoding="utf-8")
    (volume / "..data").symlink_to("..0")
    for name in (file.name, "warehouse-common.yaml"):
        (volume / name).symlink_to(f"..data/{name}")

    def update():
        (volume / "..new").symlink_to("..1")
        (volume / "..new").rename(volume / "..data")

    with mock_process("--spec", str(volume / file.name)) as mock:
        before = get(mock, SHELVES).status
        assert eventually(lambda: get(mock, MOVED).status == 200, update)

    assert before == 200


def test_nothing_is_read_again_without_reload(file):
    """`--no-reload` serves what was read at the start."""
    with mock_process("--spec", str(file), "--no-reload") as mock:
        file.write_text("openapi: [", encoding="utf-8")

        assert get(mock, SHELVES).status == 200
        assert health(mock)["reload"]["at"] is None

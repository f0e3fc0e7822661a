"""The pictures of the documentation."""

import pytest

from tests.architecture.files import ROOT
from tests.screenshots import DOCS, MAX_BYTES, PICTURES

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_small_and_shown(name):
    """`make screenshots` has made the picture, it loads fast, and the README shows it."""
    data = (DOCS / f"{name}.png").read_bytes()

    assert data.startswith(PNG)
    assert len(data) <= MAX_BYTES
    assert f"docs/{name}.png" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_other_picture_is_kept():
    """Each picture of the documentation can be made again."""
    assert {path.stem for path in DOCS.glob("*.png")} == set(PICTURES)

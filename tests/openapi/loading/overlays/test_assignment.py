"""Each overlay changes its own document."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.overlays.assignment import assign_overlays


@pytest.fixture
def overlay(tmp_path):
    """Write an overlay with this `extends`, or none."""

    def write(extends=""):
        path = tmp_path / f"ours-{extends.replace('/', '-')}.yaml"
        named = f"extends: {extends}\n" if extends else ""
        path.write_text(f"overlay: 1.0.0\n{named}actions: [{{target: $, update: {{}}}}]\n")
        return path

    return write


def test_single_document_has_all_overlays(tmp_path, overlay):
    """Whatever they extend: the user named both."""
    shop, ours = tmp_path / "shop.yaml", overlay("https://elsewhere.example/api.yaml")

    assert assign_overlays([ours, overlay()], [shop]) == {shop: (ours, overlay())}
    assert assign_overlays([], [shop]) == {shop: ()}


def test_overlay_names_one_of_several_documents(tmp_path, overlay):
    """The others stay as they are."""
    shop, bank = tmp_path / "shop.yaml", tmp_path / "bank.yaml"
    ours = overlay("./bank.yaml")

    assert assign_overlays([ours], [shop, bank]) == {shop: (), bank: (ours,)}


@pytest.mark.parametrize(
    ("extends", "what"),
    [
        ("", "an overlay names none of the 2 documents"),
        ("./shop.yml", "an overlay names none of the 2 documents; did you mean 'shop.yaml'?"),
    ],
)
def test_overlay_without_its_document_is_refused(tmp_path, overlay, extends, what):
    """With several documents a guess could change the wrong one."""
    documents = [tmp_path / "shop.yaml", tmp_path / "bank.yaml"]
    with pytest.raises(DocumentError) as caught:
        assign_overlays([overlay(extends)], documents)

    assert caught.value.what == what
    assert caught.value.allowed == "extends: shop.yaml or bank.yaml"

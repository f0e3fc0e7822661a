"""A mistake states how its place is read."""

from openapi.json.rewriting import rewritten
from openapi.loading.upgrading.slip import left_out


def test_what_is_left_out_is_removed():
    """The complaint says that the place is ignored, and the repair removes it."""
    slip = left_out("style", "/style", "is odd", allowed="form", found="odd")

    assert slip.hint == "ignored"
    assert rewritten({"style": "odd", "in": "query"}, {slip.pointer: slip.change}) == {
        "in": "query"
    }

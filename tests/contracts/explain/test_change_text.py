"""Tests of changes in words."""

import pytest

from contracts.explain.change_text import describe_change
from contracts.probes.inputs.json_mutations import MISSING, Mutation

WIDE = " and ".join([*(f"/l/{n} 2 in place of 1" for n in range(5)), "3 more"])
ITEM = {"id": 1, "at": {"status": "open"}}


@pytest.mark.parametrize(
    ("pointer", "before", "after", "words"),
    [
        ("/a", 3, 4, "/a 4 in place of 3"),
        ("/a", 3, MISSING, "/a left out"),
        ("", {"a": 1}, {}, 'the body {} in place of {"a": 1}'),
        ("/m", {"a": 1, "b": 2}, {"b": 3, "c": 4},
         "/m/a left out and /m/b 3 in place of 2 and /m/c 4 added"),
        ("/l", [1], [1, 7], "/l/1 7 added"),
        ("/l", [ITEM], [ITEM, ITEM], "/l/1 added, like the one before it"),
        (
            "/l",
            [ITEM],
            [ITEM, {**ITEM, "at": {"status": "done"}}],
            '/l/1 added, like the one before it but for /at/status "done" in place of "open"',
        ),
        ("/l", [1, 2], [], "/l [] in place of [1, 2]"),
        ("/l", [1] * 8, [2] * 8, WIDE),
    ],
)  # fmt: skip
def test_a_change_is_told_place_by_place(pointer, before, after, words):
    """What stayed is not repeated, and a wide change ends in a count."""
    assert describe_change(Mutation(pointer=pointer, before=before, after=after)) == words

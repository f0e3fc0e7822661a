"""Cursors that lead to another place than the next page."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from tests.servers.catalogue import broken
from tests.servers.notes import Notes

NEXT = "the document: the cursor of the next page; nothing says that pages overlap or have gaps"


@broken(NEXT, level="warning")
class CursorRepeatsOne(Notes):
    """The next page begins with the last note of this one."""

    def cursor(self, part, rest):
        return super().cursor(part[:-1] or part, rest)

    @staticmethod
    def shows(client):
        found = client.walk(4)
        return len(found) > len(set(found))


@broken(NEXT, level="warning")
class CursorSkipsOne(Notes):
    """The next page begins with the note after the one that is next."""

    def cursor(self, part, rest):
        return super().cursor(rest[: len(part) + 1], rest)

    @staticmethod
    def shows(client):
        return len(client.walk(4)) < 12

"""Filters without effect."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from dataclasses import replace

from tests.servers.catalogue import broken
from tests.servers.notes import Notes

ONLY = "the document: only notes with this status, which nothing says is more"


@broken(f"{ONLY}; RFC 9110 3.3")
class StatusIgnored(Notes):
    """Every status gets all notes."""

    def wanted(self, known, asked):
        return super().wanted(known, replace(asked, status=None))

    @staticmethod
    def shows(client):
        return len({each["status"] for each in client.listed("status=draft")["notes"]}) > 1


@broken(f"{ONLY}; RFC 9110 3.3")
class PinnedIsTurnedRound(Notes):
    """Who asks for pinned notes gets the others, and the other way round."""

    def wanted(self, known, asked):
        turned = None if asked.pinned is None else not asked.pinned
        return super().wanted(known, replace(asked, pinned=turned))

    @staticmethod
    def shows(client):
        return not any(each["pinned"] for each in client.listed("pinned=true")["notes"])

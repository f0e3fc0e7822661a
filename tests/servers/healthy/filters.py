"""Filters that let more through than their name says."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from dataclasses import replace

from tests.servers.catalogue import healthy
from tests.servers.notes import STATUSES, Notes

OPEN = "nothing says that a parameter means one value and not all from it on"


@healthy(OPEN)
class StatusOrLater(Notes):
    """A status gets the notes that have reached it: published ones may be archived."""

    def wanted(self, known, asked):
        reached = STATUSES[STATUSES.index(asked.status or STATUSES[0]) :]
        known = super().wanted(known, replace(asked, status=None))
        return [note for note in known if note["status"] in reached]

    @staticmethod
    def shows(client):
        found = {each["status"] for each in client.listed("status=published")["notes"]}
        return found == {"published", "archived"}


@healthy(OPEN)
class PinnedComeToo(Notes):
    """Who asks for pinned notes gets them beside the others; else they are left out."""

    def wanted(self, known, asked):
        known = super().wanted(known, replace(asked, pinned=None))
        return [note for note in known if asked.pinned is not False or not note["pinned"]]

    @staticmethod
    def shows(client):
        found = {each["pinned"] for each in client.listed("pinned=true")["notes"]}
        return found == {True, False}


@healthy("nothing says how many notes of a status there are")
class NothingIsArchived(Notes):
    """There is no archived note."""

    def made(self, number, sent):
        note = super().made(number, sent)
        return {**note, "status": "draft" if note["status"] == "archived" else note["status"]}

    @staticmethod
    def shows(client):
        return client.listed("status=archived")["notes"] == []

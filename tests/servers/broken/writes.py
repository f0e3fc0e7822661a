"""Writes that are answered as if they were done, and are not."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from tests.servers.catalogue import broken
from tests.servers.notes import Notes

REPLACED = "RFC 9110 9.3.4: after a successful PUT, a GET gives an equivalent representation"
DELETED = "RFC 9110 9.3.5: a 204 says that the deletion has been made"
CREATED = "RFC 9110 15.3.2: a 201 says that a new resource is there"


@broken(REPLACED, needs=("unsafe",))
class UpdateLost(Notes):
    """An update is answered with the new values, and kept nowhere."""

    def save(self, note):
        pass

    @staticmethod
    def shows(client):
        return client.changed("PUT", 1, {"title": "Tea"})[0]["title"] == "Note 1"


@broken(REPLACED, needs=("unsafe",))
class PatchLost(Notes):
    """Only a PUT is kept, a PATCH is not."""

    def update(self, number, sent, request):
        old = self.store[number]
        reply = super().update(number, sent, request)
        if request.method == "PATCH":
            self.store[number] = old
        return reply

    @staticmethod
    def shows(client):
        return client.changed("PATCH", 1, {"title": "Tea"})[0]["title"] == "Note 1"


@broken(REPLACED, needs=("unsafe",))
class OnlyTheTimeChanges(Notes):
    """An update changes the time of the last change, and nothing else."""

    def accepted(self, old, sent):
        del sent
        return {name: value for name, value in old.items() if name in {"title", "text", "secret"}}

    @staticmethod
    def shows(client):
        return client.changed("PUT", 1, {"title": "Tea"})[0]["title"] == "Note 1"


@broken(DELETED, needs=("unsafe",))
class DeletesNothing(Notes):
    """A DELETE is answered with 204, and the note is still there."""

    def remove(self, number):
        pass

    @staticmethod
    def shows(client):
        return client.changed("DELETE", 1)[1] == 200


@broken(CREATED, needs=("unsafe",))
class CreatedNowhere(Notes):
    """A POST is answered with 201 and a Location, at which there is no note."""

    def add(self, note):
        pass

    @staticmethod
    def shows(client):
        return client.created({"title": "Tea"})[1] == 404

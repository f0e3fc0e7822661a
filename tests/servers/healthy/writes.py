"""Writes that show later, in another form, or in part."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import hashlib
import json
from datetime import timedelta

from tests.servers.catalogue import healthy
from tests.servers.messages import Reply
from tests.servers.notes import Notes
from tests.servers.service import Refusal

LATER = timedelta(seconds=0.4)
FORM = "RFC 9110 9.3.4: a server may transform what is sent before it keeps it"
LAG = "RFC 9110 9.3.4: how soon a GET shows a change is left open"
GONE = "RFC 9110 15.5.11: what was there may be answered with 410"
PERMITTED = "RFC 9110 13.1.1: a server may demand that a client has read what it changes"


class _Lagging(Notes):
    """Reads see the state of a moment ago."""

    def prepare(self):
        super().prepare()
        self.former = []  # the states before each change, with the time until which they are seen

    def note_state(self):
        self.former.append((self.clock.now() + LATER, dict(self.store)))

    def find(self, number):
        now = self.clock.now()
        state = next((state for until, state in self.former if now < until), self.store)
        if number not in state:
            raise Refusal(404, "There is no such note.")
        return state[number]


@healthy(LAG)
class UpdatesShowLater(_Lagging):
    """A GET shows the old note for a moment after an update or a deletion."""

    def update(self, number, sent, request):
        self.note_state()
        return super().update(number, sent, request)

    def delete(self, number):
        if number not in self.store:
            raise Refusal(404, "There is no such note.")
        self.note_state()
        return super().delete(number)

    @staticmethod
    def shows(client):
        before = client.changed("PUT", 1, {"title": "Tea"})[0]["title"]
        client.wait(1)
        return (before, client.body(client.item(1))["title"]) == ("Note 1", "Tea")


@healthy(LAG)
class NewNotesShowLater(_Lagging):
    """A GET does not find a new note for a moment."""

    def create(self, sent):
        self.note_state()
        return super().create(sent)

    @staticmethod
    def shows(client):
        before = client.created({"title": "Tea"})[1]
        client.wait(1)
        return (before, client.ask(client.item(13)).status) == (404, 200)


@healthy("RFC 9110 15.3.3: a 202 promises nothing yet")
class UpdatesAreQueued(Notes):
    """An update is accepted with 202, and made by a worker that does not come."""

    def update(self, number, sent, request):
        del number, sent, request
        return Reply(status=202)

    @staticmethod
    def shows(client):
        return client.write("PUT", client.item(1), {"title": "Tea"}).status == 202


@healthy("RFC 9110 9.3.4: a 204 says all that is to be said")
class UpdatesAnswerNothing(Notes):
    """An update is answered with 204 and no body."""

    def update(self, number, sent, request):
        super().update(number, sent, request)
        return Reply(status=204)

    @staticmethod
    def shows(client):
        return client.write("PUT", client.item(1), {"title": "Tea"}).status == 204


@healthy(FORM)
class TextsAreNormalised(Notes):
    """Titles are kept in capitals, without spaces around them."""

    def accepted(self, old, sent):
        del old
        return {k: v.strip().upper() if k == "title" else v for k, v in sent.items()}

    @staticmethod
    def shows(client):
        return client.changed("PUT", 1, {"title": " Tea"})[0]["title"] == "TEA"


@healthy("RFC 9110 9.3.4: a server may keep its own value of a member")
class TitlesStay(Notes):
    """A PUT leaves the title as it was, and changes the rest of a note."""

    def update(self, number, sent, request):
        if request.method == "PUT":
            sent = {**sent, "title": self.store[number]["title"]}
        return super().update(number, sent, request)

    @staticmethod
    def shows(client):
        note = client.changed("PUT", 1, {"title": "Tea", "text": "hot"})[0]
        return (note["title"], note["text"]) == ("Note 1", "hot")


@healthy(GONE)
class GoneIsRemembered(Notes):
    """A deleted note is answered with 410."""

    def prepare(self):
        super().prepare()
        self.gone = set()

    def remove(self, number):
        super().remove(number)
        self.gone.add(number)

    def find(self, number):
        if number in self.gone:
            raise Refusal(410, "The note was deleted.")
        return super().find(number)

    @staticmethod
    def shows(client):
        return client.changed("DELETE", 1)[1] == 410


@healthy("RFC 9110 9.3.5: a deletion may keep what it hides", may_warn="an info of `read-back`")
class DeletedNotesAreArchived(Notes):
    """A deleted note is still there, with another status."""

    def remove(self, number):
        self.store[number] = {**self.store[number], "status": "archived"}

    @staticmethod
    def shows(client):
        note, status = client.changed("DELETE", 1)
        return (status, note["status"]) == (200, "archived")


@healthy("RFC 9110 9.3.3: which id a new resource has is the server's affair")
class IdsAreGivenAgain(Notes):
    """A new note gets the smallest free id."""

    def create(self, sent):
        self.last = next(n for n in range(self.last + 1) if n + 1 not in self.store)
        return super().create(sent)

    @staticmethod
    def shows(client):
        client.write("DELETE", client.item(3))
        return client.created({"title": "Tea"})[0]["id"] == 3


@healthy(PERMITTED)
class NeedsTheTag(Notes):
    """A change needs the ETag of the note in If-Match: 428 without, 412 with another one."""

    def tags(self, number):
        text = json.dumps(self.store[number]).encode()
        return (("ETag", f'"{hashlib.sha256(text).hexdigest()[:16]}"'),)

    def permit(self, request, number):
        given = request.header("If-Match")
        if given is None:
            raise Refusal(428, "Which state of the note is to be changed?")
        if given not in {"*", self.tags(number)[0][1]}:
            raise Refusal(412, "The note was changed meanwhile.")

    def get(self, request, tenant):
        reply = super().get(request, tenant)
        known = (request.header("If-None-Match") or "").split(", ")
        tag = dict(reply.headers).get("ETag")
        if tag is None or not {tag, f"W/{tag}", "*"} & {*known}:
            return reply
        return Reply(status=304, headers=(("ETag", tag),))

    @staticmethod
    def shows(client):
        return client.write("PUT", client.item(1), {"title": "Tea"}).status == 428

"""Data for those who may not have them, and locks that do not lock.

These servers demand a token, except where said; what a server without any lock answers is open.
"""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import json

from tests.servers import elastic_path, placewise
from tests.servers.catalogue import broken
from tests.servers.client import UNKNOWN_TOKEN
from tests.servers.elastic_path import ElasticPath
from tests.servers.placewise import OTHER_SLUG, SLUG, Placewise, asked
from tests.servers.service import Refusal, Service

LOCK = "P114 Authorizations: Token; E-18: bearer (upstream); 401 for a bad token (upstream)"
CLUB = "P111, P113 API Context: Loyalty Club; P150: the slug of the path says whose import it is"
STORE = "E-18: the bearer token says whose store it is (upstream)"


class _Locked(Service):
    """Demands a token."""

    demands_token = True


def _locked(client, **how):
    """Return whether the documented request without a token is refused."""
    return client.ask(token=None, **how).status == 401


@broken(LOCK)
class AnyTokenOpens(_Locked):
    """A token is demanded, but any text will do."""

    def owner_of(self, token):
        return super().owner_of(token) or {"placewise": SLUG}.get(self.api, "first")

    @staticmethod
    def shows(client):
        return _locked(client) and client.ask(token=UNKNOWN_TOKEN).status == 200


@broken(LOCK)
class TokenComparedByItsBeginning(_Locked):
    """A token that begins like the right one opens."""

    def owner_of(self, token):
        for own in (placewise.TOKEN, elastic_path.TOKEN):
            if token[:6] == own[:6] and len(token) > 5:
                return super().owner_of(own) or super().owner_of(token)
        return super().owner_of(token)

    @staticmethod
    def shows(client):
        wrong = client.own_token[:-1] + "x"
        return _locked(client) and client.ask(token=wrong).status == 200


@broken(LOCK)
class TokenComparedWithoutCase(_Locked):
    """The token in capitals opens too."""

    def owner_of(self, token):
        for own in (placewise.TOKEN, elastic_path.TOKEN):
            if token.lower() == own.lower():
                return super().owner_of(own)
        return super().owner_of(token)

    @staticmethod
    def shows(client):
        return _locked(client) and client.ask(token=client.own_token.upper()).status == 200


@broken(LOCK)
class EmptyTokenOpens(Placewise):
    """Without the header there is a 401; with an empty one there is the import."""

    demands_token = True

    def tenant(self, request):
        if request.header("X-Client-Authorization") == "":
            return None
        return super().tenant(request)

    @staticmethod
    def shows(client):
        return _locked(client) and client.ask(token="").status == 200


@broken("E-18: the scheme is bearer (upstream), RFC 6750 2.1, RFC 7617: Basic is something else")
class BasicOpens(ElasticPath):
    """A bearer token is demanded, but anything under the scheme Basic opens."""

    demands_token = True

    def tenant(self, request):
        if (request.header("Authorization") or "").startswith("Basic "):
            return "first"
        return super().tenant(request)

    @staticmethod
    def shows(client):
        basic = (("Authorization", "Basic bm86Ym9keQ=="),)
        return _locked(client) and client.ask(headers=basic).status == 200


@broken(LOCK + "; RFC 9110 9.3.2: HEAD is GET without the content")
class HeadNotLocked(_Locked):
    """Without a token GET is refused, and HEAD is not."""

    def tenant(self, request):
        return None if request.method == "HEAD" else super().tenant(request)

    @staticmethod
    def shows(client):
        return _locked(client) and client.ask(method="HEAD", token=None).status == 200


@broken(LOCK)
class EvenImportsNotLocked(Placewise):
    """Imports with an even id can be read without a token."""

    demands_token = True

    def tenant(self, request):
        return None if asked(request)[-1] in "02468" else super().tenant(request)

    @staticmethod
    def shows(client):
        opened = client.show(2, token=None).status == 200
        return opened and client.show(1, token=None).status == 401


@broken(LOCK)
class LongPagesNotLocked(ElasticPath):
    """With a limit no token is demanded."""

    demands_token = True

    def tenant(self, request):
        limited = "limit" in request.query
        return "first" if limited and self.token(request) is None else super().tenant(request)

    @staticmethod
    def shows(client):
        opened = client.list(0, 5, token=None).status == 200
        return opened and client.list(token=None).status == 401


@broken(LOCK + "; RFC 9110 3.3: each request is independent of its connection")
class ConnectionRemembersToken(_Locked):
    """Once a connection has shown a good token, it needs none."""

    def prepare(self):
        super().prepare()
        self.trusted = {}

    def tenant(self, request):
        if self.token(request) is None and request.connection in self.trusted:
            return self.trusted[request.connection]
        self.trusted[request.connection] = super().tenant(request)
        return self.trusted[request.connection]

    @staticmethod
    def shows(client):
        with client.session() as session:
            client.stay(session)
            remembered = client.stay(session, token=None).status
        return _locked(client) and remembered == 200


@broken(LOCK)
class LockedAfterAWhile(_Locked):
    """Every fifth request without a token is accepted."""

    def tenant(self, request):
        if self.token(request) is None and self.look("anonymous") % 5 == 0:
            return None
        return super().tenant(request)

    @staticmethod
    def shows(client):
        return [client.ask(token=None).status for _ in range(5)] == [401] * 4 + [200]


@broken(LOCK)
class UnauthorizedShowsAnyway(_Locked):
    """The 401 has the data in its body."""

    def tenant(self, request):
        if self.token(request) is None:
            return None
        return super().tenant(request)

    def finish(self, request, reply):
        if reply.status == 200 and self.token(request) is None:
            refusal = self.unauthorized("A token is needed.")
            words = self.refuse(401, str(refusal), refusal.headers)
            merged = {**json.loads(words.body), **json.loads(reply.body)}
            return self.json(merged, 401, refusal.headers)
        return reply

    @staticmethod
    def shows(client):
        answer = client.ask(token=None)
        return answer.status == 401 and b"created_at" in answer.body


@broken("RFC 9110 15.5.2: a 401 must have WWW-Authenticate")
class UnauthorizedWithoutChallenge(_Locked):
    """The 401 does not say how to authenticate."""

    def unauthorized(self, message):
        return Refusal(401, message)

    @staticmethod
    def shows(client):
        answer = client.ask(token=None)
        return answer.status == 401 and answer.header("www-authenticate") is None


@broken(LOCK)
class WrongTokenIsServerError(Service):
    """A token that is not well-formed is a 500."""

    def unauthorized(self, message):
        return Refusal(500, "The token could not be parsed.")

    @staticmethod
    def shows(client):
        return client.ask(token=UNKNOWN_TOKEN).status == 500


@broken(CLUB)
class AnyClubWillDo(Placewise):
    """The slug of the path is not looked at: any club has every import."""

    demands_token = True

    def find(self, slug, number, tenant):
        found = self.store.get(number)
        return super().find(found.club, number, None) if found else None

    @staticmethod
    def shows(client):
        return client.show(2, slug="no-such-club").status == 200


@broken(CLUB, needs=("other",))
class OtherClubReadable(Placewise):
    """The token of one club opens the imports of another."""

    demands_token = True

    def find(self, slug, number, tenant):
        return super().find(slug, number, None)

    @staticmethod
    def shows(client):
        return client.show(5, slug=OTHER_SLUG).status == 200


@broken(CLUB, needs=("other", "ids"))
class OtherClubReadableById(Placewise):
    """Under the own slug the imports of another club can be read, if one knows their ids."""

    demands_token = True

    def find(self, slug, number, tenant):
        found = self.store.get(number)
        return found if tenant in {None, slug} and slug in {SLUG, OTHER_SLUG} else None

    @staticmethod
    def shows(client):
        return client.show(5).status == 200 and client.show(5, slug=OTHER_SLUG).status == 404


@broken(CLUB, needs=("other",))
class HeaderSlugOverridesLock(Placewise):
    """The club is locked by the header's slug and read by the path's: send one of each."""

    demands_token = True

    def find(self, slug, number, tenant):
        return super().find(slug, number, None)

    def get(self, request, tenant):
        named = request.header("X-Loyalty-Club-Slug") or self.slug(request)
        if tenant not in {None, named}:
            raise Refusal(403, "That is another club's.")
        return super().get(request, tenant)

    @staticmethod
    def shows(client):
        answer = client.show(5, slug=OTHER_SLUG)  # the header says the own club
        return answer.status == 200


@broken(CLUB)
class SlugComparedByItsBeginning(Placewise):
    """`infinity` opens what belongs to `infinity-mall`."""

    demands_token = True

    def slug(self, request):
        slug = super().slug(request)
        return SLUG if len(slug) > 3 and SLUG.startswith(slug) else slug

    @staticmethod
    def shows(client):
        return client.show(2, slug=SLUG[:-1]).status == 200


@broken(STORE, needs=("other",))
class OtherStoreListed(ElasticPath):
    """The list ends with the jobs of another store."""

    demands_token = True

    def listed(self, tenant):
        return super().listed(tenant) + self.stores["second" if tenant == "first" else "first"]

    @staticmethod
    def shows(client):
        theirs = client.ids(0, 5, token=elastic_path.OTHER_TOKEN)
        return theirs[0] in client.ids(elastic_path.JOBS, 5)


@broken(STORE, needs=("other",))
class OtherStoreInSmallPrint(ElasticPath):
    """Only pages beyond the hundredth job are those of the first store, for every client."""

    demands_token = True

    def listed(self, tenant):
        return super().listed(tenant) + self.stores["first"][100:] * (tenant == "second")

    @staticmethod
    def shows(client):
        theirs = client.ids(12, 5, token=elastic_path.OTHER_TOKEN)
        return bool(theirs) and theirs == client.ids(100, 5)


@broken(STORE, needs=("other",))
class OneCacheForAllStores(ElasticPath):
    """An answer is cached and given to every client that sends the same request."""

    demands_token = True

    def prepare(self):
        super().prepare()
        self.kept = {}

    def get(self, request, tenant):
        if request.target not in self.kept:
            self.kept[request.target] = super().get(request, tenant)
        return self.kept[request.target]

    @staticmethod
    def shows(client):
        theirs = client.ids(0, 7, token=elastic_path.OTHER_TOKEN)
        return client.ids(0, 7) == theirs

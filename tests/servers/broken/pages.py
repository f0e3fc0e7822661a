"""Pages that do not make the list: too long, overlapping, with gaps, in no order."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

import random
from dataclasses import replace

from tests.servers.catalogue import broken
from tests.servers.elastic_path import (
    FURTHEST,
    JOBS,
    LIMIT,
    MOST,
    OFFSET,
    PAGE,
    ElasticPath,
    Page,
    link,
)

STORE = 10000  # no page shows more than this


def distinct(items):
    """Return how many of the items differ."""
    return len(set(items))


@broken("E8, IE10")
class LimitIgnored(ElasticPath):
    """Every page has 25 jobs, with any limit."""

    def cut(self, known, page):
        return super().cut(known, replace(page, limit=PAGE))

    @staticmethod
    def shows(client):
        return len(client.ids(0, 5)) == PAGE


@broken("E8, IE10")
class LimitIgnoredOnFirstPage(ElasticPath):
    """Without an offset the limit has no effect."""

    def read_page(self, request):
        page = super().read_page(request)
        return page if request.field(OFFSET) else replace(page, limit=PAGE)

    @staticmethod
    def shows(client):
        return len(client.ids(limit=5)) == PAGE and len(client.ids(0, 5)) == 5


@broken("E8, IE10")
class LimitPlusOne(ElasticPath):
    """A page has one job more than asked for, as one looks ahead for a next page."""

    def cut(self, known, page):
        return super().cut(known, replace(page, limit=page.limit + 1))

    @staticmethod
    def shows(client):
        return len(client.ids(0, 5)) == 6


@broken("E8: a number of records; IE11")
class LimitOneMeansAll(ElasticPath):
    """A limit of 1 is read as yes and gives a page of the usual length."""

    def cut(self, known, page):
        return super().cut(known, replace(page, limit=PAGE) if page.limit == 1 else page)

    @staticmethod
    def shows(client):
        return len(client.ids(0, 1)) == PAGE


@broken("E8: up to 100; E-4, IE10")
class LimitAboveHundredHonoured(ElasticPath):
    """A limit of 137 gives 137 jobs."""

    def read_number(self, request, name, most, default):
        return super().read_number(request, name, STORE, default)

    @staticmethod
    def shows(client):
        return len(client.ids(0, JOBS)) == JOBS


@broken("E8: up to 100; IE10")
class NegativeLimitMeansAll(ElasticPath):
    """A limit of -1 gives all jobs at once."""

    def read_page(self, request):
        if request.field(LIMIT) == "-1":
            return Page(limit=STORE)
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return len(client.ids(0, -1)) == JOBS


@broken("E8: up to 100; IE10")
class NoLimitMeansAll(ElasticPath):
    """Without a limit all jobs come at once."""

    def read_page(self, request):
        page = super().read_page(request)
        return page if request.field(LIMIT) else replace(page, limit=STORE)

    @staticmethod
    def shows(client):
        return len(client.ids()) == JOBS


@broken("E7, IE11: page(offset=o, limit=l) is full[o:o+l]")
class OffsetIgnored(ElasticPath):
    """Every page is the first page."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=0))

    @staticmethod
    def shows(client):
        return client.ids(0, 5) == client.ids(5, 5)


@broken("E7, IE11")
class OffsetIgnoredWithoutLimit(ElasticPath):
    """An offset works only together with a limit."""

    def read_page(self, request):
        page = super().read_page(request)
        return page if request.field(LIMIT) else replace(page, offset=0)

    @staticmethod
    def shows(client):
        return client.ids(30) == client.ids(0) and client.ids(30, 5) != client.ids(0, 5)


@broken("E7: records are counted, not pages; IE11")
class OffsetCountsPages(ElasticPath):
    """The offset counts pages."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=page.offset * page.limit))

    @staticmethod
    def shows(client):
        return client.ids(2, 5) == client.ids(0, 25)[10:15]


@broken("E7: zero-based; IE11")
class OffsetFromOne(ElasticPath):
    """The first record has offset 1; 0 is treated like 1, so pages overlap."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=max(page.offset, 1) - 1))

    @staticmethod
    def shows(client):
        return client.ids(0, 5) == client.ids(1, 5)


@broken("E7, IE11")
class OffsetRoundedDown(ElasticPath):
    """An offset is rounded down to a whole number of pages."""

    def cut(self, known, page):
        whole = page.offset - page.offset % max(page.limit, 1)
        return super().cut(known, replace(page, offset=whole))

    @staticmethod
    def shows(client):
        return client.ids(3, 5) == client.ids(0, 5) and client.ids(5, 5) != client.ids(0, 5)


@broken("E7: zero-based, E-3: not negative; IE11")
class NegativeOffsetFromEnd(ElasticPath):
    """An offset of -1 gives the last job."""

    def read_page(self, request):
        if request.field(OFFSET) == "-1":
            return Page(offset=JOBS - 1, limit=PAGE)
        return super().read_page(request)

    @staticmethod
    def shows(client):
        return client.list(-1).status == 200 and client.ids(-1) == client.ids(JOBS - 1, 1)


@broken("E6: <= 10000; E-3")
class OffsetBeyondTheLastAccepted(ElasticPath):
    """An offset of 10001 is accepted."""

    def read_number(self, request, name, most, default):
        return super().read_number(request, name, most * 100 if name == OFFSET else most, default)

    @staticmethod
    def shows(client):
        return client.list(10001).status == 200


@broken("E6: <= 10000 is legal; E-18")
class LastOffsetRefused(ElasticPath):
    """An offset of 10000 is refused, though it is the last legal one."""

    def read_number(self, request, name, most, default):
        return super().read_number(request, name, min(most, FURTHEST - 1), default)

    @staticmethod
    def shows(client):
        return client.list(FURTHEST).status == 400


@broken("E8: up to 100 is legal; E-18")
class LimitHundredRefused(ElasticPath):
    """A limit of 100 is refused."""

    def read_number(self, request, name, most, default):
        return super().read_number(request, name, 99 if name == LIMIT else most, default)

    @staticmethod
    def shows(client):
        return client.list(0, MOST).status == 400


@broken("E8: up to 100; IE11: page(offset=o, limit=l) is full[o:o+l]")
class LimitCappedAtFifty(ElasticPath):
    """A page never has more than 50 jobs, so that a limit of 100 is not kept."""

    def cut(self, known, page):
        return super().cut(known, replace(page, limit=min(page.limit, 50)))

    @staticmethod
    def shows(client):
        return len(client.ids(0, 100)) == 50


@broken("E7, IE11: adjacent pages are disjoint")
class PagesOverlapByOne(ElasticPath):
    """Each page but the first begins with the last job of the page before."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=max(page.offset - 1, 0)))

    @staticmethod
    def shows(client):
        return client.ids(0, 5)[-1] == client.ids(5, 5)[0]


@broken("E3: all import jobs; E7, IE11")
class SkipAtBoundary(ElasticPath):
    """A job at the border of two pages is on neither."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=page.offset + bool(page.offset)))

    @staticmethod
    def shows(client):
        return client.ids(0, 10)[5] not in client.ids(0, 5) + client.ids(5, 5)


@broken("E7-8, IE11; E-17: a client stops at a short page")
class ShortPageInTheMiddle(ElasticPath):
    """Failed jobs are taken out after the page was cut, so pages are short, and jobs are lost."""

    def cut(self, known, page):
        part = super().cut(known, page)
        return tuple(j for j in part if j.ends != "failed") if page.offset else part

    @staticmethod
    def shows(client):
        return len(client.ids(10, 10)) == 9 and len(client.ids(0, 20)) == 20


@broken("E3: all import jobs; IE11")
class EmptyAfterHundred(ElasticPath):
    """Nothing is found beyond the hundredth job, though there is more."""

    def cut(self, known, page):
        return super().cut(known[:100], page)

    def links(self, page, shown, known):
        return super().links(page, shown, min(known, 100))

    @staticmethod
    def shows(client):
        hundredth = client.ids(99, 1)
        return len(hundredth) == 1 and client.ids(100, 5) == [] and client.body()["data"] != []


@broken("E7-8, IE11")
class EmptyInTheMiddle(ElasticPath):
    """The page from 50 on is empty, the page from 75 on is not."""

    def cut(self, known, page):
        return () if 50 <= page.offset < 75 else super().cut(known, page)

    @staticmethod
    def shows(client):
        return client.ids(50) == [] and client.ids(75) != []


@broken("IE11: full[o:o+l] is empty past the end; a client never stops")
class LastPageRepeated(ElasticPath):
    """Past the end the last page comes again and again."""

    def cut(self, known, page):
        last = max(len(known) - page.limit, 0)
        return super().cut(known, replace(page, offset=min(page.offset, last)))

    @staticmethod
    def shows(client):
        return client.ids(500, 5) == client.ids(132, 5)


@broken("IE11: adjacent pages are disjoint")
class OffsetWrapsAround(ElasticPath):
    """Past the end the list begins again."""

    def cut(self, known, page):
        return super().cut(known, replace(page, offset=page.offset % max(len(known), 1)))

    @staticmethod
    def shows(client):
        return client.ids(JOBS, 5) == client.ids(0, 5)


@broken("IE11: adjacent pages are disjoint")
class LastPageFilledUp(ElasticPath):
    """The last page is filled with jobs of the page before."""

    def cut(self, known, page):
        if page.offset < len(known) < page.offset + page.limit:
            page = replace(page, offset=max(len(known) - page.limit, 0))
        return super().cut(known, page)

    @staticmethod
    def shows(client):
        return client.ids(130, 10)[0] == client.ids(127, 1)[0]


@broken("IE11: ids are unique in a page")
class JobTwiceOnPage(ElasticPath):
    """A job with an external_ref and records of two kinds is listed twice, as by a bad join."""

    def cut(self, known, page):
        part = super().cut(known, page)
        return part[:-1] + part[-2:-1] if len(part) > 20 else part

    @staticmethod
    def shows(client):
        ids = client.ids(0, 25)
        return distinct(ids) < len(ids)


@broken("IE11: a static store has one order")
class OrderUnstable(ElasticPath):
    """The order is another one at every request."""

    def cut(self, known, page):
        dice = random.Random(next(self.count))  # noqa: S311 - disorder, not a secret
        return super().cut(tuple(dice.sample(known, len(known))), page)

    @staticmethod
    def shows(client):
        return client.ids(0, 100) != client.ids(0, 100)


@broken("IE11: page(offset=o, limit=l) is full[o:o+l]")
class OrderDependsOnLimit(ElasticPath):
    """Large pages come in another order than small ones."""

    def cut(self, known, page):
        return super().cut(known[::-1] if page.limit > 50 else known, page)

    @staticmethod
    def shows(client):
        return client.ids(0, 60)[:5] != client.ids(0, 5)


@broken("IE11: page(offset=o, limit=l) is full[o:o+l]")
class SortedWithinPage(ElasticPath):
    """Each page is sorted by id on its own, so the first of a page depends on its length."""

    def cut(self, known, page):
        return tuple(sorted(super().cut(known, page), key=lambda job: job.id))

    @staticmethod
    def shows(client):
        return client.ids(0, 10)[:5] != client.ids(0, 5)


@broken("IE11: pages of a static store are disjoint")
class TiesUnstable(ElasticPath):
    """Jobs are sorted by status alone; among equals the order turns around at each request."""

    def cut(self, known, page):
        turned = known[::-1] if next(self.count) % 2 else known
        return super().cut(tuple(sorted(turned, key=lambda job: job.ends)), page)

    @staticmethod
    def shows(client):
        return client.ids(0, 5) != client.ids(0, 5)


@broken("E-17: the guides' `next` leads to the next page; E44")
class NextLinkSkips(ElasticPath):
    """The next link jumps over a page."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        if links["next"]:
            links["next"] = link(page.offset + 2 * page.limit, page.limit)
        return links

    @staticmethod
    def shows(client):
        following = client.body(client.list(0, 5).json()["links"]["next"])["data"]
        return following[0]["id"] == client.ids(10, 1)[0]


@broken("E-17: null where there is no page to go to; E44")
class NextLinkToItself(ElasticPath):
    """The next link of the last page leads to the last page."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        return {**links, "next": links["next"] or links["current"]}

    @staticmethod
    def shows(client):
        links = client.list(135, 5).json()["links"]
        return links["next"] == links["current"]


@broken("E-17: the guides' `next`; E44: a client that follows it stops too early")
class NextLinkMissingTooEarly(ElasticPath):
    """The next link is null from the second page on, though there is more."""

    def links(self, page, shown, known):
        return {**super().links(page, shown, known), "next": None if page.offset else link(25, 25)}

    @staticmethod
    def shows(client):
        return client.list(25, 25).json()["links"]["next"] is None and client.ids(50, 25) != []


@broken("E-17: the guides' `next`; E8")
class NextLinkForgetsLimit(ElasticPath):
    """The next link has lost the limit and goes on by 25: with smaller pages jobs are skipped."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        if links["next"]:
            links["next"] = f"/subscriptions/imports?page%5Boffset%5D={page.offset + PAGE}"
        return links

    @staticmethod
    def shows(client):
        following = client.body(client.list(0, 5).json()["links"]["next"])["data"]
        return following[0]["id"] == client.ids(25, 1)[0]


@broken("E-17: `prev` and `first` are what they are called; E44")
class PrevLinkToNext(ElasticPath):
    """The prev link leads forward."""

    def links(self, page, shown, known):
        links = super().links(page, shown, known)
        return {**links, "prev": links["next"] if page.offset else None}

    @staticmethod
    def shows(client):
        links = client.list(20, 5).json()["links"]
        return links["prev"] == links["next"] is not None


@broken("E-1: brackets in a query may be written as they are, the vendor's names have them")
class RawBracketsMissed(ElasticPath):
    """Parameters with raw brackets are not understood, only %5B and %5D are."""

    def read_page(self, request):
        return Page() if "[" in request.query else super().read_page(request)

    @staticmethod
    def shows(client):
        raw = client.body("/subscriptions/imports?page[offset]=5&page[limit]=5")["data"]
        return len(raw) == PAGE and len(client.ids(5, 5)) == 5


@broken("E-1: %5B and %5D are the same as brackets, RFC 3986 2.1")
class EscapedBracketsMissed(ElasticPath):
    """Parameters with escaped brackets are not understood, only raw ones are."""

    def read_page(self, request):
        return Page() if "%5B" in request.query.upper() else super().read_page(request)

    @staticmethod
    def shows(client):
        raw = client.body("/subscriptions/imports?page[offset]=5&page[limit]=5")["data"]
        return len(client.ids(5, 5)) == PAGE and len(raw) == 5

"""Servers whose lists do not end, or whose links form a circle."""

from functools import cache

from tests.servers.hostile.catalogue import hostile
from tests.servers.hostile.messages import answer, job, offset, page


@hostile(keeps_open=True, is_slow=True)
def list_without_end(asked):
    """A full next page after every page."""
    start = offset(asked.target)
    yield answer(page(*map(job, range(start, start + 100)), next=f"/x?page[offset]={start + 100}"))


@hostile(keeps_open=True)
def list_in_circles(_):
    """The same page for every request, with a link to itself."""
    yield answer(page(*map(job, range(25)), next="/subscriptions/imports?page[offset]=0"))


@hostile(keeps_open=True, is_slow=True)
def list_that_is_another_every_time(asked):
    """Other jobs with every answer."""
    yield answer(page(*map(job, range(asked.number * 1000, asked.number * 1000 + 100))))


@hostile(keeps_open=True, is_slow=True)
def list_of_one_job(_):
    """A page of a thousand jobs that are all the same one."""
    yield answer(page(*[job(1)] * 1000))


@cache
def broken_jobs():
    """Return a page of jobs without attributes; it takes a while to make."""
    return page(*({"id": str(number)} for number in range(200_000)))


@hostile(keeps_open=True, is_slow=True)
def list_of_broken_jobs(_):
    """A page of two hundred thousand jobs that have an id and nothing else."""
    yield answer(broken_jobs())


@hostile(keeps_open=True)
def links_elsewhere(asked):
    """Links to a host that was not named, to scripts, to files, and to ports that do not exist."""
    yield answer(
        page(
            *map(job, range(25)),
            current=f"{asked.elsewhere}/x?page[offset]=0",
            next=f"{asked.elsewhere}/steal?page[offset]=25",
            prev="javascript:alert(1)",
            first="file:///etc/passwd?page[offset]=0",
            last="http://127.0.0.1:99999/?page[offset]=5",
        )
    )


@hostile(keeps_open=True)
def links_of_digits(_):
    """Links whose offsets have a hundred thousand digits."""
    far = f"/x?page[offset]={'9' * 100_000}&page[limit]={'9' * 100_000}"
    yield answer(page(*map(job, range(25)), next=far, last=far, current="http://[::1/", prev=[]))


@hostile(keeps_open=True)
def links_of_other_types(_):
    """Links that are numbers, lists, objects, and nothing."""
    yield answer(page(*map(job, range(25)), next=[[]], last={"href": {}}, first=0, prev=None))


@hostile(keeps_open=True)
def jobs_that_never_end(asked):
    """Jobs whose status changes with every poll and never becomes final."""
    status = ("pending", "started", "success", "failed", "\u202e", 7, None)[asked.number % 7]
    jobs = [{**job(n), "attributes": {"status": status}} for n in range(25)]
    yield answer(page(*jobs))

"""What the names of members and parameters usually mean, whatever their style.

Names are compared without their style: `total_count`, `totalCount` and `total-count` are the same.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_LETTERS = re.compile(r"[^\W_]+")
_MAX_NAME = 200


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """Return a name without its style.

    >>> plain_name("created_at"), plain_name("createdAt"), plain_name("page[size]")
    ('createdat', 'createdat', 'pagesize')
    """
    return "".join(_LETTERS.findall(name[:_MAX_NAME])).casefold()


def by_plain_name(names: Iterable[str]) -> Mapping[str, str]:
    """Return names by their plain forms; of several with one form, the first counts."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(plain_name(name), name)
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


IDENTITIES = _words(
    "id uuid guid uid key slug sid handle code number name login username identifier"
)
"""Members that identify a record, the most usual first."""

LISTS = _words(
    "data items results records content values value list entries objects elements rows hits nodes"
)
"""Members that hold the records of a list, the most usual first."""

TOTALS = frozenset(
    _words(
        "total totalcount totalitems totalelements totalrecords totalresults totalentries totalhits"
        " totalrows totalobjects totalnumber itemcount itemscount numfound recordcount count"
        " recordstotal resultcount resultscount totalmatches hitscount"
    )
)
"""Members with the number of records in the whole list."""

SHOWN = frozenset(
    _words("numberofelements countonpage pagecountitems returned shown countreturned currentcount")
)
"""Members with the number of records on the page."""

PAGES = frozenset(_words("totalpages pagecount pages numpages lastpage pagetotal numberofpages"))
"""Members with the number of pages."""

MORE = frozenset(_words("hasmore more hasnext hasnextpage nextpageexists ismore"))
"""Members that state whether there is a page after this one."""

LAST = frozenset(_words("islast last lastpagereached islastpage"))
"""Members that state whether this page is the last one."""

OFFSETS = frozenset(
    _words("offset skip start from startat startindex firstresult pageoffset startfrom beginat")
)
"""Parameters, and members, with the number of records before the page."""

PAGE_NUMBERS = frozenset(
    _words("page pagenumber pageno pagenum currentpage pageindex p pagenr pageid")
)
"""Parameters, and members, with the number of the page."""

LIMITS = frozenset(
    _words(
        "limit perpage pagesize size take pagelimit maxresults count top resultsperpage rows"
        " itemsperpage maxitems pagecount recordsperpage"
    )
)
"""Parameters, and members, with the largest number of records on a page."""

SORTS = frozenset(_words("sort sortby orderby order ordering sortkey sortfield sortcolumn sorting"))
"""Parameters that name the member by which a list is sorted."""

QUERY_VERBS = frozenset(_words("search query filter find lookup count aggregate"))
"""Last words of paths that ask for records: a POST there creates none."""

DIRECTIONS = frozenset(
    _words("direction sortdirection sortorder orderdirection dir sortdir orderdir order sorttype")
)
"""Parameters with the direction of sorting."""

SEARCHES = frozenset(
    _words(
        "q query search searchterm searchtext searchquery searchstring term keyword keywords"
        " fulltext text"
    )
)
"""Parameters with a text that the records found have somewhere."""

CREATED = frozenset(
    _words(
        "created createdat createdon createddate datecreated creationdate creationtime createtime"
        " createdtime createdtimestamp inserted insertedat dateadded addedat createddatetime"
        " creationtimestamp timecreated createat"
    )
)
"""Members with the time at which a record was created."""

UPDATED = frozenset(
    _words(
        "updated updatedat updatedon updateddate dateupdated updatetime updatedtime modified"
        " modifiedat modifiedon modifieddate datemodified lastmodified lastupdated lastmodifiedat"
        " lastupdatedat modificationdate lastupdatetime lastmodifieddate lastupdate changedat"
        " modificationtime updateddatetime lastmodifiedtime timeupdated updateat"
    )
)
"""Members with the time at which a record was last changed."""

NEXT = frozenset(
    _words("next nextpage nexturl nextlink nextpageurl nextpagelink nexthref nextpath")
)
"""Members with the address, or the number, of the page after this one."""

PREVIOUS = frozenset(
    _words("prev previous prevpage previouspage prevurl previousurl prevpageurl previouspageurl")
)
"""Members with the address, or the number, of the page before this one."""

CURSORS = frozenset(
    _words(
        "nextcursor nextpagetoken nexttoken continuationtoken nextpagecursor endcursor cursor"
        " pagetoken nextpageid nextmarker nextoffset"
    )
)
"""Members with the cursor of the page after this one."""

FILTERS = _words("filter filters where query")  # their parts are named like members: `filter[name]`


_PHASES = (
    ("creat", "insert", "regist", "submit", "queue", "add"),
    ("start", "beg", "open"),
    ("finish", "end", "complet", "stop", "clos"),
    ("updat", "modif", "lastmodif", "lastupdat", "chang"),
    ("expir", "due", "until", "delet"),
)
"""How plain names of members begin, the earliest time first."""


def time_rank(name: str) -> int:
    """Return the phase of the time with this name; -1 for another name."""
    plain = plain_name(name)
    if plain in CREATED | UPDATED:
        return 0 if plain in CREATED else 3
    return next((rank for rank, each in enumerate(_PHASES) if plain.startswith(each)), -1)

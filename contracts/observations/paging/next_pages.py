"""Where an answer leads: the request for the next page, by cursor or by link.

A link is used only if it leads to the path of the page itself, on the same server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from contracts.http.messages.exchange import Exchange, Request, Response
from contracts.observations.paging.link_header import link_targets
from openapi.contract import Pagination
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON

MAX_CURSOR = 4096  # characters of a cursor or link that is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """The way from a page to the next one."""

    target: str = ""  # path and query of the request for the next page; empty if it is not followed
    foreign: str = ""  # the link that is not followed, as it leads to another server or path


def next_page(paging: Pagination, exchange: Exchange, body: JSON) -> NextPage | None:
    """Return the way to the next page; None if the answer, whose body is given, names none."""
    cursor = _cursor(paging, exchange.answer, body)
    if cursor:
        return NextPage(target=_with_position(exchange.request.target, paging, cursor))
    link = _link(paging, exchange.answer, body)
    return _followed(exchange.request, link) if link else None


def _cursor(paging: Pagination, response: Response, body: JSON) -> str:
    found: JSON = ""
    if paging.next and exists(body, paging.next):
        found = resolve(body, paging.next)
    if not found and paging.next_header:
        found = response.header(paging.next_header)
    is_text = isinstance(found, str | int | float) and not isinstance(found, bool)
    return str(found)[:MAX_CURSOR] if is_text and found else ""  # the number 0 is an end, too


def _link(paging: Pagination, response: Response, body: JSON) -> str:
    if paging.next_url:
        found = resolve(body, paging.next_url) if exists(body, paging.next_url) else None
        return found if isinstance(found, str) else ""
    if paging.has_link_header:
        return link_targets(response.values("link")).get("next", "")
    links = resolve(body, paging.links) if paging.links and exists(body, paging.links) else None
    link = links.get("next") if isinstance(links, Mapping) else None
    link = link.get("href") if isinstance(link, Mapping) else link
    return link if isinstance(link, str) else ""


def _with_position(target: str, paging: Pagination, cursor: str) -> str:
    path, _, query = target.partition("?")
    name = quote(paging.position, safe="")
    kept = [part for part in query.split("&") if part and part.partition("=")[0] != name]
    query = "&".join([*kept, f"{name}={quote(cursor, safe='')}"])
    return f"{path}?{query}"


def _followed(request: Request, link: str) -> NextPage:
    """Return the request for the target of a link; only its query may differ from the page's."""
    try:
        url = urlsplit(urljoin(request.url, link[:MAX_CURSOR]))
        here = urlsplit(request.url)
    except ValueError:
        return NextPage(foreign=link)
    is_clean = url.query.isascii() and url.query.isprintable() and " " not in url.query
    if (url.scheme, url.netloc, url.path) != (here.scheme, here.netloc, here.path) or not is_clean:
        return NextPage(foreign=link)
    named = {part.partition("=")[0] for part in url.query.split("&")}
    # Credentials may be part of the query, and links rarely repeat those.
    kept = [part for part in here.query.split("&") if part and part.partition("=")[0] not in named]
    return NextPage(target=f"{here.path}?{'&'.join(filter(None, [*kept, url.query]))}")

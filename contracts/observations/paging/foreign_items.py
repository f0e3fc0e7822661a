"""Items in the list of one tenant are not in the list of another.

If both get the same list, they may be one tenant, or the list may be public; that is not judged.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Identity
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.paging.pages import Page, pages_of


def foreign_items(
    evidence: Evidence, probed: Sequence[Observation]
) -> Iterator[tuple[str, Observation]]:
    """Yield the second tenant's pages, each after a description of what is wrong, or ""."""
    if evidence.operation.pagination is None:
        return
    theirs = pages_of(seen for seen in probed if seen.exchange.asker is Identity.OTHER)
    mine = pages_of(evidence.conclusive())
    own = {key for page in mine for key in page.keys if key}
    if _may_be_same_tenant(mine, theirs, own):
        return
    for page in theirs:
        count = sum(key in own for key in page.keys)
        error = f"{count} of {len(page.keys)} items are in the list of another tenant, too"
        yield error if count else "", page.seen


def _may_be_same_tenant(mine: Sequence[Page], theirs: Sequence[Page], own: set[str]) -> bool:
    """Whether both may be one tenant: they get equal pages, and no other items."""
    shown: dict[str, set[tuple[str | None, ...]]] = {}
    for page in mine:
        shown.setdefault(page.seen.exchange.request.target, set()).add(page.keys)
    alike = all(
        page.keys in shown.get(page.seen.exchange.request.target, {page.keys}) for page in theirs
    )
    return alike and all(key in own for page in theirs for key in page.keys)

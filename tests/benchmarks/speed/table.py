"""The contests, and the rows that result from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.contests import Contest, Contestant
from tests.benchmarks.speed.figures import (
    Measurement,
    Row,
    Target,
    WrongAnswersError,
    cpu_ratio,
    rate_ratio,
)
from tests.benchmarks.speed.servers import has_nginx, prism_command, wiremock_jar

SLUG = (("X-Loyalty-Club-Slug", "infinity-mall"),)
IMPORT = Request(target="/v3/infinity-mall/members/imports/1", headers=SLUG)
LIST = Request(target="/subscriptions/imports?page%5Boffset%5D=0&page%5Blimit%5D=10")
BAD_LIMIT = Request(target="/subscriptions/imports?page%5Blimit%5D=1000")
BAD_ID = Request(target="/v3/infinity-mall/members/imports/abc", headers=SLUG)
NO_HEADER = Request(target="/v3/infinity-mall/members/imports/1")
UNSEEN = Request(
    target="/v3/club-{n}/members/imports/{n}", headers=(("X-Loyalty-Club-Slug", "club-{n}"),)
)
LONG_PAGE = Request(target="/subscriptions/imports?page%5Boffset%5D=5000&page%5Blimit%5D=100")

BARE = Contestant(name="bare", kind="bare")
EMPTY = Contestant(name="empty", kind="empty")
NGINX = Contestant(name="nginx", kind="nginx")
CONNEXION = Contestant(name="connexion", kind="connexion")
PRISM = Contestant(name="prism", kind="prism")
WIREMOCK = Contestant(name="wiremock", kind="wiremock")

PRESENT = {
    "nginx": has_nginx(),
    "prism": prism_command() is not None,
    "wiremock": wiremock_jar() is not None,
}
"""Whether this machine has the servers that are not installed with the others."""
QUIET = Contestant(name="mock", options=("--no-journal",))
JOURNALED = Contestant(name="mock+journal")


def against(*others: Contestant, options: tuple[str, ...] = ()) -> tuple[Contestant, ...]:
    """Return our mock without and with a journal, the bare app, and the other available servers."""
    return (
        Contestant(name=QUIET.name, options=(*QUIET.options, *options)),
        Contestant(name=JOURNALED.name, options=options),
        BARE,
        *(other for other in others if PRESENT.get(other.kind, True)),
    )


POLLED = ("--scenario", "happy-import")
"""Moves from its third second to its thirtieth."""

CONTESTS = (
    Contest(
        name="import",
        request=IMPORT,
        status=200,
        is_documented=True,
        contestants=against(NGINX, CONNEXION, PRISM, WIREMOCK),
    ),
    Contest(
        name="list",
        request=LIST,
        status=200,
        is_documented=True,
        document="elastic_path.yaml",
        contestants=against(NGINX, CONNEXION, PRISM, WIREMOCK),
    ),
    Contest(name="limit", request=BAD_LIMIT, status=400, contestants=against(NGINX)),
    Contest(name="id", request=BAD_ID, status=400, contestants=against(NGINX)),
    Contest(name="header", request=NO_HEADER, status=400, contestants=against(NGINX)),
    Contest(name="unseen", request=UNSEEN, status=200, is_documented=True, contestants=against()),
    Contest(
        name="page",
        request=LONG_PAGE,
        status=200,
        contestants=against(NGINX, options=("--scenario", "10050-jobs")),
    ),
    Contest(
        name="poll",
        request=IMPORT,
        status=200,
        is_moving=True,
        most_seconds=20,
        contestants=(
            Contestant(name="mock", options=("--no-journal", *POLLED), is_fresh=True),
            Contestant(name="mock+journal", options=POLLED, is_fresh=True),
            BARE,
        ),
    ),
    Contest(
        name="many",
        request=IMPORT,
        status=200,
        contestants=(
            QUIET,
            Contestant(name="mock@1000", options=QUIET.options, connections=1000),
            *(
                (NGINX, Contestant(name="nginx@1000", kind="nginx", connections=1000))
                if PRESENT["nginx"]
                else ()
            ),
            EMPTY,
            Contestant(name="empty@1000", kind="empty", connections=1000),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A row with one contestant's rate divided by another's.

    Attributes:
        contest: Where they met.
        what: For people.
        measured: The name of the one.
        reference: The name of the other.
        target: What the ratio must reach.
    """

    contest: str
    what: str
    measured: str = "mock"
    reference: str = "bare"
    target: Target | None = None

    @property
    def name(self) -> str:
        """Identifies it."""
        return f"{self.contest}: {self.measured}/{self.reference}"

    def refused(self, why: str) -> Row:
        """Return the row without a figure."""
        return Row(name=self.name, what=self.what, figure=None, target=self.target, note=why)

    def row(self, measurements: Mapping[str, Sequence[Measurement]]) -> Row:
        """Return the row, without a figure if answers were wrong."""
        one, other = measurements[self.measured], measurements[self.reference]
        try:
            figure = rate_ratio(one, other)
            cpu = f"{cpu_ratio(one, other):.2f} x by CPU time"
        except WrongAnswersError as error:
            return self.refused(str(error))
        rates = [f"{median(s.rate for s in group):,.0f}/s" for group in (one, other)]
        worst = f"p99 {median(s.p99_ms for s in one):.1f} ms"
        note = f"{rates[0]} to {rates[1]}; {cpu}; {worst}"
        return Row(name=self.name, what=self.what, figure=figure, target=self.target, note=note)


_REPEATED = {
    "import": "documented import",
    "list": "documented list, both page parameters",
    "limit": "refused: limit 1000",
    "id": "refused: id abc",
    "header": "refused: no header",
}

COMPARISONS = (
    *(
        Comparison(contest=name, what=what, target=Target(limit=2.5))
        for name, what in _REPEATED.items()
    ),
    *(
        Comparison(
            contest=name,
            what=f"{what}, journal on",
            measured="mock+journal",
            target=Target(limit=2.5),
        )
        for name, what in _REPEATED.items()
    ),
    *(
        Comparison(
            contest=name, what=f"{what}, to nginx", reference="nginx", target=Target(limit=1.0)
        )
        for name, what in {**_REPEATED, "page": "100 of 10,050 records"}.items()
        if PRESENT["nginx"]
    ),
    *(
        Comparison(contest=name, what=f"{_REPEATED[name]}: {other} to the bare app", measured=other)
        for name in ("import", "list")
        for other in ("nginx", "connexion", "prism", "wiremock")
        if PRESENT.get(other, True)
    ),
    Comparison(contest="unseen", what="heads never seen before", target=Target(limit=1.5)),
    Comparison(
        contest="unseen", what="heads never seen before, journal on", measured="mock+journal"
    ),
    Comparison(contest="page", what="100 of 10,050 records", target=Target(limit=2.0)),
    Comparison(contest="page", what="100 of 10,050 records, journal on", measured="mock+journal"),
    Comparison(contest="poll", what="polling a live scenario", target=Target(limit=1.0)),
    Comparison(contest="poll", what="polling a live scenario, journal on", measured="mock+journal"),
    Comparison(
        contest="many",
        what="1,000 connections to 32",
        measured="mock@1000",
        reference="mock",
        target=Target(limit=0.85),
    ),
    *(
        Comparison(
            contest="many",
            what=f"1,000 connections to 32: {what}",
            measured=f"{other}@1000",
            reference=other,
        )
        for other, what in (("nginx", "nginx"), ("empty", "a protocol that does nothing"))
        if other != "nginx" or PRESENT["nginx"]
    ),
)

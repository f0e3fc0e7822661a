"""The command `mock-server log`, without a network."""

import pytest

from mock_server.cli.admin_client import CannotCallError, NoAnswerError
from mock_server.cli.log import MAX_LISTED, read_log
from mock_server.journal.log_lines import pretty_lines


class Journal:
    """A mock whose answers are written down, one for each call; then its admin API is off.

    Attributes:
        asked: The query of each call.
    """

    url = "http://mock"

    def __init__(self, *answers):
        """Answer with these."""
        self.answers = list(answers)
        self.asked = []

    def call(self, _method, path, *, query=None):
        """Return the next answer, or raise it."""
        self.asked.append(path if query is None else query)
        if not self.answers:
            raise CannotCallError("the admin API is off")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def listed(*ids, latest, total=None):
    """Return a list of the journal, the latest entry first."""
    entries = [
        {
            "at": "2026-11-21T12:00:00.000Z",
            "seconds": 0.001,
            "request": {"method": "GET", "url": f"/{number}"},
            "response": {"status": 200},
        }
        for number in ids
    ]
    journal = {"on": True, "latest": latest}
    return {"requests": entries, "total": total or len(ids), "journal": journal}


def follow(journal, *, limit=20):
    """Return the URLs that are shown until the admin API is off, in order; polls take 0.5 s."""
    found, seconds = [], []
    lines = read_log(
        journal,
        pretty_lines(),
        {},
        limit=limit,
        follows=True,
        wait=seconds.append,
        clock=lambda: sum(seconds),
    )
    with pytest.raises(CannotCallError, match="the admin API is off"):
        found.extend(line.split()[5] for line in lines)
    return found


def test_oldest_is_first_and_each_is_shown_once():
    """Lines are in the order of the requests, and a poll asks only for what is new."""
    journal = Journal(listed(2, 1, latest=2), listed(latest=2), listed(4, 3, latest=4))

    assert follow(journal) == ["/1", "/2", "/3", "/4"]
    assert [query.get("since") for query in journal.asked] == [None, 2, 2, 4]


def test_mock_that_was_started_again_is_followed_from_its_first_request():
    """Between two polls the mock was restarted: its requests, numbered from 1 again, are shown."""
    journal = Journal(listed(9, latest=9), listed(latest=2), listed(2, 1, latest=2))

    assert follow(journal) == ["/9", "/1", "/2"]
    assert [query.get("since") for query in journal.asked] == [None, 9, 0, 2]


def test_mock_that_stops_is_waited_for_and_followed_from_its_first_request(capsys):
    """A new mock is known by its age, also where it has as many requests as the one before."""
    gone = NoAnswerError("no mock answers")
    journal = Journal(
        *(listed(2, latest=2), listed(3, latest=3), gone, gone, gone),
        *({"seconds": 0.3}, listed(3, 2, 1, latest=3), listed(4, latest=4)),
    )

    assert follow(journal) == ["/2", "/3", "/1", "/2", "/3", "/4"]
    assert journal.asked[5] == "/health"
    assert [query["since"] for query in journal.asked[6:]] == [0, 3, 4]
    assert capsys.readouterr().err.count("waiting for it") == 1


def test_mock_that_answers_again_is_followed_where_it_was(capsys):
    """A mock that was only out of reach for a moment does not have its requests shown twice."""
    gone = NoAnswerError("no mock answers")
    journal = Journal(
        *(listed(2, latest=2), gone, {"seconds": 90.5}, gone),
        *({"seconds": 91.0}, listed(3, latest=3)),
    )

    assert follow(journal) == ["/2", "/3"]
    assert capsys.readouterr().err.count("waiting for it") == 1


def test_mock_that_was_never_reached_is_not_waited_for():
    """A wrong URL ends the command at once, with the reason."""
    lines = read_log(
        Journal(NoAnswerError("no mock answers")), pretty_lines(), {}, limit=1, follows=True
    )

    with pytest.raises(NoAnswerError):
        next(lines)


def test_requests_that_are_left_out_are_counted(capsys):
    """If more requests came than one poll can list, a message says how many are missing."""
    follow(Journal(listed(latest=0), listed(2000, latest=2000, total=MAX_LISTED + 1)))

    assert f"{MAX_LISTED} requests are left out" in capsys.readouterr().err


def test_limit_of_zero_shows_what_comes_alone():
    """With `--limit 0`, requests before the command are not shown."""
    assert follow(Journal(listed(5, latest=5), listed(6, latest=6)), limit=0) == ["/6"]


def test_missing_requests_to_other_replicas_are_noted_once(capsys):
    """While their store is gone."""
    away = listed(latest=0)
    away["journal"] = away["journal"] | {"trouble": "it is away"}
    follow(Journal(away, away, listed(latest=0), away))

    assert capsys.readouterr().err.count("it is away") == 1

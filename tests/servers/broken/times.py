"""Times in an order that time does not have."""
# ruff: noqa: D102 - the overridden methods are explained where they are introduced

from datetime import datetime, timedelta

from tests.servers.catalogue import broken
from tests.servers.elastic_path import ElasticPath, microseconds
from tests.servers.placewise import RUNNING, Placewise, milliseconds


def moment(text):
    """Return the time of a text."""
    return datetime.fromisoformat(text)


@broken("P128, IP10: an import is not created in the future")
class CreatedInFuture(Placewise):
    """Imports are created tomorrow."""

    def describe(self, found):
        body = super().describe(found)
        body["created_at"] = milliseconds(self.clock.now() + timedelta(days=1))[:10] + "T23:59:59Z"
        return body

    @staticmethod
    def shows(client):
        return moment(client.poll(2)["created_at"]) > client.clock.now()


@broken("P128, P140, IP10: Z is UTC, RFC 3339 4.2")
class LocalTimeCalledUtc(Placewise):
    """Local time, two hours ahead, is labelled as UTC, so a young import lies in the future."""

    def describe(self, found):
        body = super().describe(found)
        body["created_at"] = milliseconds(found.created_at + timedelta(hours=2))
        return body

    @staticmethod
    def shows(client):
        return moment(client.poll(RUNNING)["created_at"]) > client.clock.now()


class _Times(ElasticPath):
    """Changes the timestamps of each job."""

    def describe(self, job):
        body = super().describe(job)
        self.bend(body["meta"]["timestamps"], job)
        return body

    def bend(self, times, job):
        """Change the timestamps in place."""


def _times(client, index):
    return client.page(index, 1)[0]["meta"]["timestamps"]


@broken("E37-38, IE3")
class UpdatedBeforeCreated(_Times):
    """Jobs are updated a minute before they are created."""

    def bend(self, times, job):
        times["updated_at"] = microseconds(job.created_at - timedelta(minutes=1))

    @staticmethod
    def shows(client):
        times = _times(client, 0)
        return moment(times["updated_at"]) < moment(times["created_at"])


@broken("E37-38, IE3")
class UpdatedAtCutToSeconds(_Times):
    """updated_at loses its fraction: an untouched job is updated just before it is created."""

    def bend(self, times, job):
        times["updated_at"] = times["updated_at"][:19] + "Z"

    @staticmethod
    def shows(client):
        times = _times(client, 136)
        return moment(times["updated_at"]) < moment(times["created_at"])


@broken("E38-39, IE3")
class StartedBeforeCreated(_Times):
    """Jobs start a second before they are created."""

    def bend(self, times, job):
        if "started_at" in times:
            times["started_at"] = microseconds(job.created_at - timedelta(seconds=1))

    @staticmethod
    def shows(client):
        times = _times(client, 0)
        return moment(times["started_at"]) < moment(times["created_at"])


@broken("E39-40, IE3")
class FinishedBeforeStarted(_Times):
    """A failed job finishes before it starts; a successful one does not."""

    def bend(self, times, job):
        if job.ends == "failed" and "finished_at" in times:
            times["finished_at"] = microseconds(job.starts - timedelta(milliseconds=1))

    @staticmethod
    def shows(client):
        times = _times(client, 4)
        return moment(times["finished_at"]) < moment(times["started_at"])


@broken("E38, E40, IE3")
class FinishedInYearOne(_Times):
    """A job that has not finished has finished at the zero of the server's clock type."""

    def bend(self, times, job):
        times.setdefault("finished_at", "0001-01-01T00:00:00Z")

    @staticmethod
    def shows(client):
        return _times(client, 136).get("finished_at", "").startswith("0001")


@broken("E38-39, IE3: times are moments, not texts, RFC 3339 4.1")
class StartedEarlierByOffset(_Times):
    """As texts the times are in order; with its offset, started_at is hours too early."""

    def bend(self, times, job):
        if "started_at" in times:
            times["started_at"] = times["started_at"].replace("Z", "+05:30")

    @staticmethod
    def shows(client):
        times = _times(client, 0)
        earlier = moment(times["started_at"]) < moment(times["created_at"])
        return earlier and times["started_at"] > times["created_at"]


@broken("E37-40, IE3: the day comes after the month, RFC 3339 5.6")
class DayAndMonthSwapped(_Times):
    """In started_at the day and the month have changed places."""

    def bend(self, times, job):
        text = times.get("started_at", "")
        if text:
            times["started_at"] = f"{text[:5]}{text[8:10]}-{text[5:7]}{text[10:]}"

    @staticmethod
    def shows(client):
        times = _times(client, 0)
        return times["started_at"][:10] != times["created_at"][:10]


@broken("E40, IE6", level="warning")
class EndedWithoutFinish(_Times):
    """A failed job has no time of its end."""

    def bend(self, times, job):
        if job.ends == "failed":
            times.pop("finished_at", None)

    @staticmethod
    def shows(client):
        return "finished_at" not in _times(client, 4)


@broken("E39, IE6", level="warning")
class SucceededWithoutStart(_Times):
    """A successful job has no time of its start."""

    def bend(self, times, job):
        if "finished_at" in times:
            del times["started_at"]

    @staticmethod
    def shows(client):
        return "started_at" not in _times(client, 0)


@broken("E40, IE5", level="warning")
class StartedWithFinish(_Times):
    """A job that is in progress has a time of its end in the future."""

    def bend(self, times, job):
        times.setdefault("finished_at", microseconds(job.finishes))

    @staticmethod
    def shows(client):
        return "finished_at" in _times(client, 134)


@broken("IE4: pending means that nothing was done", level="lifecycle")
class PendingHasStarted(_Times):
    """A pending job has a started_at."""

    def bend(self, times, job):
        times.setdefault("started_at", microseconds(job.created_at))

    @staticmethod
    def shows(client):
        return "started_at" in _times(client, 136)


@broken("IE7: what has finished has succeeded or failed", level="lifecycle")
class PendingHasFinished(ElasticPath):
    """Every fifth job has all its times and is pending."""

    def describe(self, job):
        body = super().describe(job)
        if (job.external_ref or "").endswith(("0", "5")):
            body["attributes"]["status"] = "pending"
        return body

    @staticmethod
    def shows(client):
        job = client.page(5, 1)[0]
        return (
            job["attributes"]["status"] == "pending" and "finished_at" in job["meta"]["timestamps"]
        )


@broken("IE9: one job at a time", level="lifecycle")
class SeveralJobsStarted(ElasticPath):
    """The last three jobs are worked off at the same time."""

    def describe(self, job):
        body = super().describe(job)
        if body["attributes"]["status"] == "pending":
            body["attributes"]["status"] = "started"
            body["meta"]["timestamps"]["started_at"] = microseconds(job.created_at)
        return body

    @staticmethod
    def shows(client):
        return sum(j["attributes"]["status"] == "started" for j in client.page(130, 10)) == 3

"""What a report says about a recording beside its findings, one sentence each."""

from collections.abc import Iterator, Mapping

from contracts.results.recording import SHOWN, RecordingStats
from openapi.text.listing import listed


def notes_on(stats: RecordingStats) -> Iterator[str]:
    """Yield the sentences, the most important first."""
    for problem in stats.problems:
        yield f"{problem}; what comes after it was not judged."
    if stats.suspects and not stats.judged:
        origin = next(iter(stats.suspects))
        yield (
            f"{_counted(stats.suspects[origin], 'request has', 'requests have')} the path of an "
            f"operation: give --url {origin} if it is the API."
        )
    elif stats.suspects:
        yield (
            f"Requests with paths of operations went to places that are not named with --url: "
            f"{_listed(stats.suspects)}."
        )
    if stats.unmatched_total:
        requests = _counted(stats.unmatched_total, "request matches", "requests match")
        yield f"{requests} no operation: {_listed(stats.unmatched)}."
    if stats.without_body:
        answers = _counted(stats.without_body, "answer was", "answers were")
        yield f"{answers} recorded without a body that can be read, so the body was not judged."
    if stats.outside:
        requests = _counted(sum(stats.outside.values()), "request", "requests")
        yield (
            f"Not judged, since the documents have no API at the path: {requests} to servers of "
            f"an API: {_listed(stats.outside)}."
        )
    if stats.hosts:
        requests = _counted(sum(stats.hosts.values()), "request", "requests")
        yield (
            f"Not judged, since the documents name no such server and --url names none: "
            f"{requests} to {_listed(stats.hosts)}."
        )
    if stats.not_judged:
        kinds = ", ".join(f"{count} {why}" for why, count in stats.not_judged.items())
        yield f"Entries that show nothing about the server: {kinds}."


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _listed(counts: Mapping[str, int]) -> str:
    """Return the first names with their counts, and how many more there are."""
    shown = [f"{name} (x{count})" if count > 1 else name for name, count in counts.items()]
    return listed(shown, SHOWN)

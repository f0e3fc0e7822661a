"""What a report says about a recording beside its findings, one sentence each."""

from collections.abc import Iterator, Mapping

from contracts.results.recording import SHOWN, RecordingStats


def notes_on(stats: RecordingStats) -> Iterator[str]:
    """Yield the sentences, the most important first."""
    for problem in stats.problems:
        yield f"{problem}; what comes after it was not judged."
    if stats.suspects and not stats.judged:
        origin = next(iter(stats.suspects))
        yield (
            f"{stats.suspects[origin]} requests to {origin} have paths of operations: "
            f"give --url {origin} if it is the API."
        )
    elif stats.suspects:
        yield (
            f"Requests with paths of operations went to hosts that are not named with --url: "
            f"{_listed(stats.suspects)}."
        )
    if stats.unmatched_total:
        yield (f"{stats.unmatched_total} requests match no operation: {_listed(stats.unmatched)}.")
    if stats.without_body:
        yield (
            f"{stats.without_body} answers were recorded without their body, so the body was not "
            f"judged."
        )
    if stats.hosts:
        total = sum(stats.hosts.values())
        yield f"{total} requests to other places were ignored: {_listed(stats.hosts)}."
    if stats.not_judged:
        kinds = ", ".join(f"{count} {why}" for why, count in stats.not_judged.items())
        yield f"Entries that show nothing about the server: {kinds}."


def _listed(counts: Mapping[str, int]) -> str:
    """Return the first names with their counts, and how many more there are."""
    shown = [
        f"{name} (x{count})" if count > 1 else name for name, count in list(counts.items())[:SHOWN]
    ]
    more = len(counts) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")

"""Counts and latencies, in the text format that Prometheus reads.

Labels come from the contracts and from HTTP, never from a request's own text, so that no client can
make the metrics grow.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mock_server.observations import Observation, Repeat

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency histogram, in seconds."""

_Key = tuple[str, str]


class Metrics:
    """Counts what happens."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[_Key, list[int]] = {}
        self._seconds: dict[_Key, float] = {}
        self._faults: Counter[str] = Counter()
        self._unmatched = 0
        self._reloads: Counter[str] = Counter()

    def record(self, observation: Observation) -> None:
        """Count an exchange."""
        operation = observation.head.operation if observation.head is not None else None
        key = (operation.api, operation.id) if operation is not None else ("", "")
        self._answers[*key, observation.status] += 1
        counts = self._buckets.get(key)
        if counts is None:
            counts = self._buckets[key] = [0] * (len(BUCKETS) + 1)
        counts[bisect_left(BUCKETS, observation.seconds)] += 1
        self._seconds[key] = self._seconds.get(key, 0.0) + observation.seconds
        if observation.refusal:
            self._unmatched += 1
        if observation.fault:
            self._faults[observation.fault] += 1

    def repeat(self, observation: Observation) -> Repeat:
        """Return what counts the same exchange again and again."""
        operation = observation.head.operation if observation.head is not None else None
        key = (operation.api, operation.id) if operation is not None else ("", "")
        answer = (*key, observation.status)
        counts = self._buckets.setdefault(key, [0] * (len(BUCKETS) + 1))
        is_refused = bool(observation.refusal)

        def count(real: float, now: float, seconds: float) -> None:  # noqa: ARG001 - only how long
            self._answers[answer] += 1
            counts[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[key] = self._seconds.get(key, 0.0) + seconds
            self._unmatched += is_refused

        return count

    def count_reload(self, outcome: str) -> None:
        """Count a reload that was `good` or `bad`."""
        self._reloads[outcome] += 1

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Return everything as Prometheus reads it.

        Args:
            gauges: Meaning and value of what is measured now, by name.
        """
        lines = [*self._counters(), *self._histogram()]
        for name, (meaning, value) in gauges.items():
            lines += _head(name, "gauge", meaning)
            lines.append(f"{name} {value:g}")
        return "\n".join([*lines, ""])

    def _counters(self) -> Iterator[str]:
        name = "mock_server_requests_total"
        yield from _head(name, "counter", "Requests answered.")
        for (api, operation, status), count in sorted(self._answers.items()):
            labels = _labels(api=api, operation=operation, status=str(status))
            yield f"{name}{labels} {count}"
        name = "mock_server_unmatched_requests_total"
        yield from _head(name, "counter", "Requests that the mock refused.")
        yield f"{name} {self._unmatched}"
        name = "mock_server_faults_fired_total"
        yield from _head(name, "counter", "Answers spoilt on purpose.")
        for fault, count in sorted(self._faults.items()):
            yield f"{name}{_labels(fault=fault)} {count}"
        name = "mock_server_reloads_total"
        yield from _head(name, "counter", "Reloads of changed files.")
        for outcome, count in sorted(self._reloads.items()):
            yield f"{name}{_labels(outcome=outcome)} {count}"

    def _histogram(self) -> Iterator[str]:
        name = "mock_server_request_duration_seconds"
        yield from _head(name, "histogram", "How long answers took.")
        for key, counts in sorted(self._buckets.items()):
            labels = {"api": key[0], "operation": key[1]}
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield f"{name}_bucket{_labels(**labels, le=bound)} {total}"
            yield f"{name}_sum{_labels(**labels)} {self._seconds[key]:.6f}"
            yield f"{name}_count{_labels(**labels)} {total}"


def _head(name: str, kind: str, meaning: str) -> Iterable[str]:
    return (f"# HELP {name} {meaning}", f"# TYPE {name} {kind}")


def _labels(**values: str) -> str:
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())
    return f"{{{inner}}}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

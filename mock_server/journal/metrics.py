"""Counts and latencies in the Prometheus text format.

Labels come from the contracts and from HTTP, never from the text of a request, so that clients
cannot make the metrics grow.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from mock_server.sessions.request_context import RepeatRecorder, RequestContext, SentHead
from openapi.json.parsing import dump_json, parse_json

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the latency histogram, in seconds."""


class _LatencyHistogram:
    """The number of exchanges in each bucket, and the sum of their seconds."""

    __slots__ = ("buckets", "seconds")

    def __init__(self) -> None:
        self.buckets = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds


class Metrics:
    """Counts exchanges, fired faults and reloads."""

    def __init__(self) -> None:
        # By API, operation, status, and whether the mock refused the request.
        self._histograms: dict[tuple[str, str, int, bool], _LatencyHistogram] = {}
        self._faults: Counter[str] = Counter()
        self._reloads: Counter[str] = Counter()

    def record(self, context: RequestContext) -> None:
        """Count an exchange."""
        self._histogram_of(context).add(context.seconds)
        if context.fault:
            self._faults[context.fault] += 1

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that counts the same exchange again."""
        histogram = self._histogram_of(context)
        buckets, least = histogram.buckets, BUCKETS[0]

        def count(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:  # noqa: ARG001 - only the duration counts
            # What is repeated is mostly in the first one.
            buckets[0 if seconds <= least else bisect_left(BUCKETS, seconds)] += 1
            histogram.seconds += seconds

        return count

    def _histogram_of(self, context: RequestContext) -> _LatencyHistogram:
        operation = context.head.operation
        api, name = (operation.api, operation.id) if operation is not None else ("", "")
        key = (api, name, context.status, bool(context.refusal))
        found = self._histograms.get(key)
        if found is None:
            found = self._histograms[key] = _LatencyHistogram()
        return found

    def count_reload(self, outcome: str) -> None:
        """Count a reload that was `good` or `bad`."""
        self._reloads[outcome] += 1

    def snapshot(self) -> bytes:
        """Return what was counted as bytes; `read` is the inverse."""
        return dump_json(
            {
                "histograms": [
                    [*key, each.buckets, each.seconds] for key, each in self._histograms.items()
                ],
                "faults": dict(self._faults),
                "reloads": dict(self._reloads),
            }
        )

    @classmethod
    def read(cls, snapshot: bytes) -> Self:
        """Return what `snapshot` has returned in another process."""
        tree = parse_json(snapshot, max_bytes=len(snapshot))
        found = cls()
        for api, operation, status, is_refused, buckets, seconds in tree["histograms"]:
            histogram = found._histograms[api, operation, status, is_refused] = _LatencyHistogram()
            histogram.buckets, histogram.seconds = buckets, seconds
        found._faults.update(tree["faults"])
        found._reloads.update(tree["reloads"])
        return found

    def text(
        self,
        gauges: Mapping[str, tuple[str, float]],
        workers: "Mapping[int, Metrics] | None" = None,
    ) -> str:
        """Return all metrics in the Prometheus text format.

        `gauges` have a help text and a value by name; `workers` are the metrics of every worker by
        its number, this one's among them.
        """
        shown: list[tuple[dict[str, str], Metrics]] = [({}, self)]
        if workers is not None:
            shown = [({"worker": str(number)}, each) for number, each in sorted(workers.items())]
        lines: list[str] = []
        for name, kind, meaning, values in _FAMILIES:
            lines += _help_lines(name, kind, meaning)
            for labels, metrics in shown:
                lines += values(metrics, labels)
        for name, (meaning, value) in gauges.items():
            lines += [*_help_lines(name, "gauge", meaning), f"{name} {value:g}"]
        return "\n".join([*lines, ""])

    def _requests(self, worker: Mapping[str, str]) -> Iterator[str]:
        answers: Counter[tuple[str, str, int]] = Counter()
        for (api, operation, status, _), histogram in self._histograms.items():
            answers[api, operation, status] += sum(histogram.buckets)
        for (api, operation, status), count in sorted(answers.items()):
            labels = _labels(api=api, operation=operation, status=str(status), **worker)
            yield f"mock_server_requests_total{labels} {count}"

    def _refused(self, worker: Mapping[str, str]) -> Iterator[str]:
        refused = sum(
            sum(histogram.buckets) * is_refused
            for (*_, is_refused), histogram in self._histograms.items()
        )
        yield f"mock_server_unmatched_requests_total{_labels(**worker)} {refused}"

    def _fired(self, worker: Mapping[str, str]) -> Iterator[str]:
        for fault, count in sorted(self._faults.items()):
            yield f"mock_server_faults_fired_total{_labels(fault=fault, **worker)} {count}"

    def _loaded(self, worker: Mapping[str, str]) -> Iterator[str]:
        for outcome, count in sorted(self._reloads.items()):
            yield f"mock_server_reloads_total{_labels(outcome=outcome, **worker)} {count}"

    def _durations(self, worker: Mapping[str, str]) -> Iterator[str]:
        name = "mock_server_request_duration_seconds"
        groups: dict[tuple[str, str], list[_LatencyHistogram]] = {}
        for (api, operation, *_), histogram in self._histograms.items():
            groups.setdefault((api, operation), []).append(histogram)
        for (api, operation), histograms in sorted(groups.items()):
            labels = {"api": api, "operation": operation, **worker}
            counts = map(sum, zip(*(each.buckets for each in histograms), strict=True))
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield f"{name}_bucket{_labels(**labels, le=bound)} {total}"
            seconds = sum(each.seconds for each in histograms)
            yield f"{name}_sum{_labels(**labels)} {seconds:.6f}"
            yield f"{name}_count{_labels(**labels)} {total}"


# ruff: noqa: SLF001 - the lines of each name are a method of the class above
_FAMILIES = (
    ("mock_server_requests_total", "counter", "Requests answered.", Metrics._requests),
    ("mock_server_unmatched_requests_total", "counter", "Requests that the mock refused.",
     Metrics._refused),
    ("mock_server_faults_fired_total", "counter", "Faults injected into responses.",
     Metrics._fired),
    ("mock_server_reloads_total", "counter", "Reloads of changed files.", Metrics._loaded),
    ("mock_server_request_duration_seconds", "histogram", "How long responses took.",
     Metrics._durations),
)  # fmt: skip


def _help_lines(name: str, kind: str, meaning: str) -> Iterable[str]:
    return (f"# HELP {name} {meaning}", f"# TYPE {name} {kind}")


def _labels(**values: str) -> str:
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

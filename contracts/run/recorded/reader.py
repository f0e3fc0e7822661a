"""Takes the entries of recordings: finds the operation of each, and has it judged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from contracts.http.archive.entries import NotJudged, read_entry
from contracts.http.messages.exchange import Exchange
from contracts.observations.observation import Observation
from contracts.results.recording import RecordingStats
from contracts.run.recorded.batches import Batches, BatchLimits, Key
from contracts.run.recorded.changes import ChangeCounter
from contracts.run.recorded.judging import OperationJudge
from contracts.run.recorded.places import ApiLocation, PlacedRequest, Places
from openapi.json.types import JSON

MAX_NAMES = 1000  # different requests and hosts that are counted one by one
LIMITS = BatchLimits()  # how much is kept in memory
_MAX_ORIGINS = 100  # origins whose paths are counted one by one
_SHOWN = 100  # characters of a path that are kept


class RecordingReader:
    """The entries that were read so far, and what was found in them."""

    def __init__(
        self,
        places: Sequence[ApiLocation],
        rule_sets: frozenset[str],
    ) -> None:
        self._places = Places(places)
        self._rule_sets = rule_sets
        self._judges: dict[Key, OperationJudge] = {}
        self._batches = Batches(self._judge, LIMITS)
        self._changes: dict[str, ChangeCounter] = {}
        self._files: list[str] = []
        self._base = 0
        self._judged = self._without_body = 0
        self._unmatched: Counter[str] = Counter()
        self._hosts: Counter[str] = Counter()
        self._paths: dict[str, Counter[str]] = {}
        self._judged_origins: set[str] = set()
        self._suspects: Counter[str] = Counter()
        self._not_judged: Counter[str] = Counter()
        self.entries_of_file = 0

    def begin_file(self, name: str) -> None:
        """Begin with another file."""
        self._files.append(name)
        self._base += self.entries_of_file
        self.entries_of_file = 0

    def add(self, entry: JSON) -> None:
        """Take the next entry of the file."""
        self.entries_of_file += 1
        read = read_entry(
            entry,
            self._base + self.entries_of_file,
            self._base,
            note=f"entry {self.entries_of_file} of {self._files[-1]}",
        )
        if isinstance(read, NotJudged):
            self._not_judged[read.value] += 1
            return
        found = self._places.find(read.request)
        if found.place is None:
            self._add_foreign(read)
            return
        changes = self._changes_before(read, found.place)
        if found.operation is None and found.place.observer.made_for(read) is None:
            self._count(self._unmatched, f"{read.request.method} {read.request.path[:_SHOWN]}")
            self._suspect(read)
            return
        self._judged += 1
        if len(self._judged_origins) < MAX_NAMES:
            self._judged_origins.add(read.request.origin)
        self._without_body += read.response is not None and not read.response.is_body_known
        self._add_observation(read, found, changes)

    def _add_observation(self, read: Exchange, found: PlacedRequest, changes: int) -> None:
        if found.place is None:
            return
        if read.is_recorded and changes:
            read = replace(read, changes_before=changes)
        seen = found.place.observer.observe(read)
        self._batches.add((seen.contract.api, seen.operation.id), seen)

    def finish(self) -> None:
        """Judge what is not judged yet."""
        self._batches.finish()

    def judge_of(self, key: Key) -> OperationJudge | None:
        """Return the judgements on an operation; None if no entry belongs to it."""
        return self._judges.get(key)

    def stats(self) -> RecordingStats:
        """Return what was read."""
        own = self._judged_origins & self._hosts.keys()
        outside: Counter[str] = Counter()
        for origin in sorted(own):
            outside += self._paths.get(origin, Counter({f"paths of {origin}": self._hosts[origin]}))
        hosts = {name: count for name, count in self._hosts.most_common() if name not in own}
        return RecordingStats(
            files=tuple(self._files),
            entries=self._base + self.entries_of_file,
            judged=self._judged,
            unmatched=dict(self._unmatched),
            unmatched_total=self._unmatched.total(),
            outside=dict(outside.most_common()),
            hosts=hosts,
            suspects=dict(self._suspects.most_common()),
            not_judged=dict(self._not_judged),
            without_body=self._without_body,
        )

    def _add_foreign(self, read: Exchange) -> None:
        """Count a request to another host, or to a path of this machine that no API claims."""
        origin = read.request.origin
        self._count(self._hosts, origin)
        if origin in self._paths or len(self._paths) < _MAX_ORIGINS:
            paths = self._paths.setdefault(origin, Counter())
            self._count(paths, f"{read.request.method} {read.request.path[:_SHOWN]}")
        if self._places.knows_path(read.request):
            self._count(self._suspects, origin)
        else:
            self._suspect(read)

    def _suspect(self, read: Exchange) -> None:
        """Count a request that would be one of an operation below another base URL."""
        if (base_url := self._places.base_url_below(read.request)) and len(base_url) <= _SHOWN:
            self._count(self._suspects, base_url)

    def _changes_before(self, read: Exchange, place: ApiLocation) -> int:
        contract, request = place.target.contract, read.request
        counter = self._changes.setdefault(contract.api, ChangeCounter())
        before = counter.before(request.path, contract.base_path)
        counter.add(request.method, request.path, contract.base_path)
        return before

    def _judge(self, key: Key, earlier: Sequence[Observation], new: Sequence[Observation]) -> None:
        judge = self._judges.get(key)
        if judge is None:
            judge = OperationJudge(new[0].contract, new[0].operation, self._rule_sets)
            self._judges[key] = judge
        judge.add(earlier, new)

    def _count(self, counter: Counter[str], name: str) -> None:
        is_kept = name in counter or len(counter) < MAX_NAMES
        counter[name if is_kept else "others"] += 1

"""One document on trial: served, asked, and checked by the mock's own document."""

import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.benchmarks.corpus.asking import Asked, ask_all
from tests.benchmarks.corpus.processes import call, run_command, served

_SECONDS_TO_START = 120.0
_SECONDS_TO_ASK = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one document.

    Attributes:
        name: The document.
        seconds: From the start of the process until it listened; imports left out.
        refusal: Why it is not served; empty if it is.
        ended: Why the server ended, or did not answer any more; empty if it lived on.
        documented: Operations that the document has.
        asked: What came of those that were asked.
        smoke: Findings of `contracts check --profile smoke --unsafe` of the mock; empty if passed.
    """

    name: str
    seconds: float = 0.0
    refusal: str = ""
    ended: str = ""
    documented: int = 0
    asked: tuple[Asked, ...] = ()
    smoke: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How documents are tried.

    Attributes:
        folder: Holds the documents, which are named as below it.
        output: Takes the output of the processes.
        most: Operations of one document that are asked.
        seed: Draws them.
        seconds_to_check: How long one check may take.
    """

    folder: Path
    output: Path
    most: int
    seed: int
    seconds_to_check: int

    def kept_or_run(self, path: Path) -> Outcome:
        """Return the outcome that an earlier run wrote to the output; else try the document."""
        name = str(path.relative_to(self.folder)).replace("/", "_")
        kept = self.output / f"{name}.outcome"
        if kept.is_file():
            return pickle.loads(kept.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - written below
        outcome = self.run(path)
        kept.write_bytes(pickle.dumps(outcome))
        return outcome

    def run(self, path: Path) -> Outcome:
        """Try one document."""
        name = str(path.relative_to(self.folder))
        # The suffix of the document stays: another document may differ in it alone.
        base = self.output / f"{name.replace('/', '_')}.output"
        with served(path, base.with_suffix(".serve"), _SECONDS_TO_START) as server:
            if not server.url:
                text = " ".join(server.text.split())[:400]
                if "Traceback" in text or server.code not in {None, 2}:
                    return Outcome(name=name, ended=text or f"exit code {server.code}")
                return Outcome(name=name, refusal=text or "not ready in time")
            outcome = self._asked(path, name, base, server.url)
            smoke = tuple(self._smoke(path, server.url, base))
            ended = "" if server.is_alive else " ".join(server.text.split())[-400:]
            return Outcome(
                name=name,
                seconds=server.seconds,
                documented=outcome[0],
                asked=tuple(outcome[1]),
                smoke=smoke,
                ended=ended,
            )

    def _asked(self, path: Path, name: str, base: Path, url: str) -> tuple[int, list[Asked]]:
        function = partial(ask_all, path, url, self.most, self.seed)
        try:
            found: tuple[int, list[Asked]] = call(
                function, base.with_suffix(".ask"), _SECONDS_TO_ASK
            )
        except ChildProcessError as error:
            return 1, [Asked(operation=f"all of {name}", is_valid=False, fault=str(error))]
        return found

    def _smoke(self, path: Path, url: str, base: Path) -> Iterator[str]:
        """Yield the findings, each as one line; then what else kept the check from passing."""
        report = base.with_suffix(".report")
        report.unlink(missing_ok=True)
        words = ["check", url, "--spec", str(path), "--profile", "smoke", "--unsafe", "--quiet"]
        words += ["--max-time", f"{self.seconds_to_check}s"]
        words += ["--report", f"json={report}"]
        ended = run_command(words, base.with_suffix(".check"), self.seconds_to_check + 60.0)
        if not ended.code:
            return
        if not report.is_file():
            yield " ".join(ended.output.split())[-300:] or f"exit code {ended.code}"
            return
        found = json.loads(report.read_text())
        for each in found["findings"]:
            if each["severity"] == "error":
                yield f"{each['rule']}: {each.get('message', '')[:400]} ({each['operation']})"
        for each in found["operations"]:
            if each["not_proved"]:
                yield f"not-proved: {each['not_proved'][:400]} ({each['id']})"

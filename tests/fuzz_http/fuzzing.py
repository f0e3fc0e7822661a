"""Sends streams to both servers, parses them with h11 too, and reports the differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mock_server.settings import Settings
from openapi.loading.document import load_contract, load_contracts
from tests.fuzz_http.comparing import problems
from tests.fuzz_http.conversation import Conversation, Mock
from tests.fuzz_http.readings import SecondReading, read_stream
from tests.fuzz_http.streams import Stream, draw_stream

_WAREHOUSE = Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"
"""An API with request bodies."""

_SHOWN_BYTES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stream that shows a problem.

    Attributes:
        seed: The seed of the stream.
        stream: The bytes that were sent.
        problems: What is wrong, one clause each.
        fast: The conversation with the fast path.
        slow: The conversation without it.
        second: The requests that h11 reads.
    """

    seed: int
    stream: Stream
    problems: tuple[str, ...]
    fast: Conversation
    slow: Conversation
    second: SecondReading

    def text(self) -> str:
        """Return the finding as text, with the command that repeats it."""
        lines = (
            f"{'; '.join(self.problems)}",
            f"  again     python -m tests.fuzz_http --seed {self.seed} --only {self.stream.number}",
            f"  sent      {self.stream.pieces}",
            f"  as well   {self.stream.other_pieces}",
            f"  fast      {self.fast.sent!r}",
            f"  slow      {self.slow.sent!r}",
            f"  readings  {self.slow.readings}",
            f"  h11       {self.second}",
        )
        return "\n".join(line[:_SHOWN_BYTES] for line in lines)


async def fuzz(seed: int, numbers: Iterable[int]) -> list[Finding]:
    """Return the streams of a seed that show a problem.

    Args:
        seed: Another one has other streams.
        numbers: Which of them.
    """
    contracts = (*load_contracts(), load_contract(_WAREHOUSE))
    fast = Mock(contracts, Settings())
    slow = Mock(contracts, Settings(has_fast_path=False))
    findings = []
    for number in numbers:
        stream = draw_stream(seed, number)
        one = await fast.converse(stream.pieces)
        other = await slow.converse(stream.other_pieces)
        second = read_stream(stream.data)
        if found := tuple(problems(stream.data, one, other, second)):
            findings.append(
                Finding(
                    seed=seed, stream=stream, problems=found, fast=one, slow=other, second=second
                )
            )
    return findings

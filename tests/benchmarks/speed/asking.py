"""The requests to the servers, as raw bytes and as a script for wrk."""

import json
from dataclasses import dataclass

COUNTER = "{n}"
"""Placeholder for a number that differs in each request."""

UNENDING = 2**40
"""As many numbers as no run uses up."""

SCRIPT = """\
local parts, n, distinct = {%(parts)s}, %(first)d, %(distinct)d
local fixed = parts[1]
request = function()
  if #parts == 1 then return fixed end
  n = n + 1
  return table.concat(parts, string.format("%%d", n %% distinct))
end
done = function(summary, latency)
  io.write(string.format(
    '\\n{"requests": %%d, "seconds": %%.6f, "octets": %%.0f, "refused": %%d, "broken": %%d,'
    .. ' "p50_ms": %%.4f, "p99_ms": %%.4f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A GET that is sent again and again.

    Attributes:
        target: Path and query of the request line.
        headers: Names and values, in the order in which they are sent.
        distinct: Number of different requests, if `{n}` is in target or headers.
    """

    target: str
    headers: tuple[tuple[str, str], ...] = ()
    distinct: int = UNENDING

    @property
    def template(self) -> str:
        """Return the whole head, as a client such as curl sends it, with `{n}` in it."""
        named = (("Host", "127.0.0.1"), ("User-Agent", "bench/1"), ("Accept", "*/*"), *self.headers)
        lines = (f"GET {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in named))
        return "\r\n".join((*lines, "", ""))

    def raw(self, number: int = 0) -> bytes:
        """Return the bytes of one of them."""
        return self.template.replace(COUNTER, str(number % self.distinct)).encode("ascii")

    def script(self, first: int) -> str:
        """Return the script that makes wrk send these bytes and report in JSON.

        Args:
            first: The number after which it begins to count.
        """
        parts = ", ".join(json.dumps(part) for part in self.template.split(COUNTER))
        return SCRIPT % {"parts": parts, "first": first, "distinct": self.distinct}

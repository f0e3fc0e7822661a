"""Compares the answers of both servers with each other and with the requests that h11 reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.fuzz_http.conversation import Conversation, Reading
from tests.fuzz_http.readings import SecondReading

_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One final answer of a server."""

    status: int
    body: bytes


def problems(
    data: bytes, fast: Conversation, slow: Conversation, second: SecondReading
) -> Iterator[str]:
    """Yield what is wrong with the conversations about a stream.

    Args:
        data: The stream.
        fast: The conversation with the fast path.
        slow: The conversation without it.
        second: The requests that h11 reads in the stream.
    """
    if fast.sent != slow.sent:
        yield "the fast path gives another answer"
    if fast.is_closed != slow.is_closed:
        yield "only one of the two closes the connection"
    answers = read_answers(slow.sent, [reading.method for reading in slow.readings])
    if answers is None and slow.is_closed:
        # An unreadable request is refused with a body even if its method is HEAD.
        answers = read_answers(slow.sent, [reading.method for reading in slow.readings[:-1]])
    if answers is None:
        yield "the server did not send a sequence of HTTP answers"
        return
    if any(each.status >= 500 for each in answers) and b"code=500" not in data:
        yield "an answer is 5xx, and the request did not ask for it"
    if not slow.is_closed:
        whole = sum(reading.is_whole for reading in slow.readings)
        if not whole <= len(answers) <= len(slow.readings):
            yield f"{len(answers)} answers to {len(slow.readings)} requests, {whole} of them whole"
    elif len(answers) > len(slow.readings) + 1:
        yield f"{len(answers)} answers to {len(slow.readings)} requests"
    yield from _reading_problems(slow, answers, second)


def read_answers(sent: bytes, methods: Sequence[bytes]) -> list[Answer] | None:
    """Return the final answers in sent bytes; None if they are not a sequence of answers.

    Args:
        sent: All bytes that the server sent.
        methods: The methods of the requests, in order: an answer to HEAD has no body.
    """
    found: list[Answer] = []
    while sent:
        head, end, sent = sent.partition(_END)
        if not end or not head.startswith(b"HTTP/1.1 ") or not head[9:12].isdigit():
            return None
        status = int(head[9:12])
        if status < 200:
            continue
        size = _length(head)
        if (methods[len(found)] if len(found) < len(methods) else b"") == b"HEAD":
            size = 0
        if len(sent) < size:
            return None
        found.append(Answer(status=status, body=sent[:size]))
        sent = sent[size:]
    return found


def _length(head: bytes) -> int:
    name = b"\r\ncontent-length: "
    return int(head.partition(name)[2].partition(b"\r\n")[0] or b"0")


def _reading_problems(
    slow: Conversation, answers: Sequence[Answer], second: SecondReading
) -> Iterator[str]:
    """Yield the differences between the two parsers, unless one is just stricter."""
    pairs = list(zip(slow.readings, second.readings, strict=False))
    for place, (ours, theirs) in enumerate(pairs):
        is_last = place == len(pairs) - 1
        # A request with Upgrade is answered without its body, and the mock closes.
        is_bodiless = slow.is_closed and ours is slow.readings[-1] and not ours.body
        if not _agree(ours, theirs, is_last=is_last, is_bodiless=is_bodiless):
            yield f"request {place} is read as {ours}, and by h11 as {theirs}"
            return
    ours_count, theirs_count = len(slow.readings), len(second.readings)
    if theirs_count > ours_count and not slow.is_closed:
        yield f"h11 reads {theirs_count} requests, the mock {ours_count} and waits for more"
    if ours_count > theirs_count and not second.is_over:
        if not second.refusal:
            yield f"the mock reads {ours_count} requests, h11 {theirs_count} and waits for more"
        elif not _is_lenient(second.refusal) and any(
            each.status < 400 for each in answers[theirs_count : theirs_count + 1]
        ):
            yield f"the mock serves request {theirs_count}, which h11 refuses: {second.refusal}"


def _is_lenient(refusal: str) -> bool:
    """Whether RFC 9112 allows the mock to accept what h11 refuses.

    That is: empty lines before a request line (2.2), and two spaces in it (3).
    """
    is_line = refusal.startswith("illegal request line") and "  " in refusal
    return is_line or refusal == "no request line received"


def _agree(ours: Reading, theirs: Reading, *, is_last: bool, is_bodiless: bool) -> bool:
    if (ours.method, ours.target) != (theirs.method, theirs.target):
        return False
    if is_bodiless:
        return True
    if ours.is_whole and theirs.is_whole:
        return ours.body == theirs.body
    # Either parser may have refused the rest of the last request.
    return is_last and (
        ours.body.startswith(bytes(theirs.body)) or theirs.body.startswith(bytes(ours.body))
    )

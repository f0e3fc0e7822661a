"""The same bytes as another parser reads them: h11, which has no code in common with the mock's."""

from dataclasses import dataclass

import h11

from tests.fuzz_http.conversation import Reading

_LONGEST_HEAD = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What h11 makes of a stream.

    Attributes:
        readings: The requests, in order; the last one may lack its end.
        refusal: Why it read no further; empty where it would.
        is_over: Whether the last request asked for the connection's end, or for another protocol.
    """

    readings: tuple[Reading, ...]
    refusal: str = ""
    is_over: bool = False


def read_stream(data: bytes) -> SecondReading:
    """Return the requests that h11 finds in a stream, each answered before the next is read."""
    parser = h11.Connection(h11.SERVER, max_incomplete_event_size=_LONGEST_HEAD)
    parser.receive_data(data)
    found: list[Reading] = []
    try:
        while True:
            event = parser.next_event()
            if isinstance(event, h11.Request):
                found.append(Reading(method=event.method, target=event.target))
            elif isinstance(event, h11.Data):
                found[-1].body += event.data
            elif isinstance(event, h11.EndOfMessage):
                found[-1].is_whole = True
                if not _next_request(parser):
                    return SecondReading(readings=tuple(found), is_over=True)
            elif event is h11.PAUSED:
                return SecondReading(readings=tuple(found), is_over=True)
            else:
                return SecondReading(readings=tuple(found))
    except h11.RemoteProtocolError as error:
        return SecondReading(readings=tuple(found), refusal=str(error))


def _next_request(parser: h11.Connection) -> bool:
    """Answer a request; False where the connection ends with it."""
    # No 2xx, with which a CONNECT would end HTTP.
    parser.send(h11.Response(status_code=404, headers=[("Content-Length", "0")]))
    parser.send(h11.EndOfMessage())
    if parser.our_state is not h11.DONE:
        return False
    parser.start_next_cycle()
    return True

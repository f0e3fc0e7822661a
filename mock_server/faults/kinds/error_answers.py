"""The error answers of an API: its example of the status, or else its error template."""

from collections.abc import Iterable

from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.http.error_responses import api_error_response
from mock_server.http.responses import PreparedResponse, prepare_response


def error_answer(
    exchange: HealthyExchange,
    status: int,
    message: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> PreparedResponse:
    """Return the API's answer with an error status.

    `message`, the reason, is used if the API has no example of the status.
    """
    worded = api_error_response(
        exchange.contract, exchange.operation, status, message, has_reason=False
    )
    plain = "text/plain; charset=utf-8"
    answer = worded or prepare_response(status, media_type=plain, body=message.encode())
    return answer.with_headers(headers)

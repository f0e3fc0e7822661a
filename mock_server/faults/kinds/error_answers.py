"""The error answers of an API: its example of the status, or else its error template."""

from collections.abc import Iterable

from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.http.error_responses import fill_error_template
from mock_server.http.media_types import concrete_media_type, is_json
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.json.parsing import dump_json


def error_answer(
    exchange: HealthyExchange,
    status: int,
    message: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> PreparedResponse:
    """Return the API's answer with an error status.

    Args:
        exchange: The request and its healthy answer.
        status: An error status.
        message: The reason, used if the API has no example of the status.
        headers: Further headers.
    """
    return _without_headers(exchange, status, message).with_headers(headers)


def _without_headers(exchange: HealthyExchange, status: int, message: str) -> PreparedResponse:
    response = exchange.operation.exact_response(str(status))
    for media in response.media_types if response is not None else ():
        example = media.example()
        if example is not None and is_json(concrete_media_type(media.name)):
            return prepare_response(
                status, media_type=concrete_media_type(media.name), body=dump_json(example.value)
            )
    if exchange.contract.refusal is not None:
        return fill_error_template(exchange.contract.refusal, status, message)
    return prepare_response(status, media_type="text/plain; charset=utf-8", body=message.encode())

"""Tests of the runs of Postman's command line, in the form that newman 6 writes them."""

import io
import json

from hypothesis import given

from contracts.http.archive.entries import NotJudged, read_entry
from contracts.http.archive.newman import RECORDINGS, entry_of
from openapi.archives.reading import read_entries
from tests.properties.values import JSON_VALUES

BODY = b'{"id":7,"name":"caf\xc3\xa9"}'


def execution(body=None, *, response=True, query=()):
    """Return a request that newman has sent, and its answer."""
    received = {
        "id": "989e3cea",
        "status": "OK",
        "code": 200,
        "header": [
            {"key": "content-type", "value": "application/json"},
            {"key": "content-encoding", "value": "br"},
        ],
        "stream": {"type": "Buffer", "data": list(BODY)},
        "responseTime": 14,
    }
    sent = {
        "url": {
            "protocol": "http",
            "port": "7101",
            "path": ["orders", "7"],
            "host": ["127", "0", "0", "1"],
            "query": list(query),
            "variable": [],
        },
        "header": [
            {"key": "Content-Type", "value": "application/json"},
            {"key": "X-Off", "value": "1", "disabled": True},
        ],
        "method": "POST",
    }
    return {
        "item": {"name": "one"},
        "request": {**sent, "body": body} if body else sent,
        **({"response": received} if response else {"requestError": {"code": "ECONNREFUSED"}}),
    }


def read(**about):
    """Return the exchange of an execution."""
    return read_entry(entry_of(execution(**about)), 1)


def test_a_run_of_postmans_command_line_is_a_recording():
    """Requests and answers are read as they went over the wire, bodies decoded."""
    run = {"collection": {"log": 1}, "run": {"stats": {}, "executions": [execution()]}}
    [found] = read_entries(io.BytesIO(json.dumps(run).encode()), lists=RECORDINGS)
    exchange = read_entry(found, 1)

    assert exchange.request.url == "http://127.0.0.1:7101/orders/7"
    assert exchange.request.headers == (("Content-Type", "application/json"),)
    assert exchange.response.body == BODY
    assert exchange.response.headers == (("content-type", "application/json"),)
    assert exchange.elapsed_seconds == 0.014


def test_queries_and_bodies_are_those_that_were_sent():
    """What is switched off in Postman was not."""
    query = [
        {"key": "a", "value": "1 2"},
        {"key": "b", "value": None},
        {"key": "c", "value": "x", "disabled": True},
    ]
    form = {"mode": "urlencoded", "urlencoded": [{"key": "n", "value": "1"}]}

    assert read(query=query).request.target == "/orders/7?a=1%202&b"
    assert read(body={"mode": "raw", "raw": '{"n": 1}'}).request.body == b'{"n": 1}'
    assert read(body=form).request.body == b"n=1"
    assert not read(body={"mode": "formdata", "formdata": [{"key": "f"}]}).request.is_body_known


def test_a_request_without_an_answer_is_not_judged():
    """The server was not there."""
    assert read(response=False) is NotJudged.NO_ANSWER


@given(JSON_VALUES)
def test_whatever_is_there_is_read_or_named(value):
    """A report is made by other programs."""
    assert isinstance(entry_of(value), dict)
    assert isinstance(entry_of({"request": value, "response": value}), dict)

"""Tests of equivalent notations of one request."""

from contracts.probes.inputs.equivalent_requests import equivalents
from contracts.probes.inputs.raw_request import RawRequest

BASE = RawRequest(
    method="GET",
    origin="http://127.0.0.1:1",
    template="/v1/orders/{id}",
    path={"id": "27"},
    query=(("page%5Blimit%5D", "5"),),
    headers=(("Accept", "*/*"), ("Authorization", "Bearer AbC")),
)


def test_escapes_and_letters_of_names_change():
    """The note states the difference, and the rest of the request is kept."""
    made = {note: raw.request for note, raw in equivalents(BASE, frozenset({"authorization"}))}

    assert {note: request.target for note, request in made.items() if "escape" in note} == {
        "a letter of the path escaped": "/v1/%6Frders/27?page%5Blimit%5D=5",
        "the first letter of id escaped": "/v1/orders/%327?page%5Blimit%5D=5",
        "escapes in small letters": "/v1/orders/27?page%5blimit%5d=5",
    }
    assert (
        dict(made["names of headers in capital letters"].headers)["AUTHORIZATION"] == "Bearer AbC"
    )
    assert dict(made["the scheme in small letters"].headers)["Authorization"] == "bearer AbC"

"""What a path says byte for byte: never a redirect, never a 5xx."""

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.documented import IMPORT, JOBS, ask_import, ask_jobs
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.refusals import (
    assert_elastic_path_refusal,
    assert_placewise_refusal,
    assert_problem,
)


@cases(
    "value",
    {
        "plus": b"+1",
        "encoded-plus": b"%2B1",
        "leading-zero": b"01",
        "leading-zeros": b"007",
        "minus-zero": b"-0",
        "underscore": b"1_0",
        "decimal-point": b"1.0",
        "exponent": b"1e1",
        "hexadecimal": b"0x1",
        "leading-space": b"%201",
        "trailing-space": b"1%20",
        "trailing-tab": b"1%09",
        "trailing-newline": b"1%0a",
        "trailing-nul": b"1%00",
        "trailing-control": b"1%1f",
        "nul": b"%00",
        "newline": b"%0a",
        "not-utf-8": b"%ff",
        "bad-escape": b"%zz",
        "lone-percent": b"%",
        "arabic-digit": b"%D9%A1",
        "full-width-digit": b"%EF%BC%91",
        "letters": b"abc",
        "digit-and-letters": b"1abc",
        "null": b"null",
        "true": b"true",
        "20-digits": b"9" * 20,
        "26-digits": b"1" * 26,
        "4300-digits": b"1" * 4300,
        "4301-digits": b"1" * 4301,
    },
)
def test_import_id_that_is_no_canonical_integer_is_refused(mock, value):
    """No text is read as another import's number: 4xx in Placewise's own words."""
    answer = ask_import(mock, IMPORT + value)

    assert answer.status in {400, 404}
    assert_placewise_refusal(answer)


@cases(
    "value",
    {
        "1": b"1",
        "0": b"0",
        "minus-1": b"-1",
        "escaped": b"%31",
        "19-digits": b"9223372036854775807",
    },
)
def test_import_id_in_canonical_decimals_is_taken(mock, value):
    """An integer has no documented bounds: what 64 bits hold is taken, escaped or not."""
    answer = ask_import(mock, IMPORT + value)

    assert answer.status == 200
    assert answer.json()["members_in_payloads_number"] == 4000


@cases(
    "target",
    {
        "base-path": b"/v3",
        "base-path-slash": b"/v3/",
        "slug-only": b"/v3/infinity-mall",
        "members": b"/v3/infinity-mall/members",
        "imports": b"/v3/infinity-mall/members/imports",
        "no-id": b"/v3/infinity-mall/members/imports/",
        "trailing-slash": b"/v3/infinity-mall/members/imports/1/",
        "trailing-slashes": b"/v3/infinity-mall/members/imports/1//",
        "one-more-segment": b"/v3/infinity-mall/members/imports/1/bulks",
        "empty-slug": b"/v3//members/imports/1",
        "double-slash": b"/v3/infinity-mall//members/imports/1",
        "capital": b"/v3/infinity-mall/Members/imports/1",
        "encoded-slash-in-id": b"/v3/infinity-mall/members/imports/1%2F2",
        "encoded-slash-in-id-lower-case": b"/v3/infinity-mall/members/imports/1%2f2",
        "encoded-trailing-slash": b"/v3/infinity-mall/members/imports/1%2F",
        "encoded-slash-between": b"/v3/infinity-mall%2Fmembers/imports/1",
        "dot": b"/v3/./members/imports/1",
        "dot-dot": b"/v3/../members/imports/1",
        "encoded-dot": b"/v3/%2e/members/imports/1",
        "encoded-dot-dot": b"/v3/%2e%2e/members/imports/1",
        "half-encoded-dot-dot": b"/v3/.%2E/members/imports/1",
        "dot-at-the-end": b"/v3/infinity-mall/members/imports/.",
        "dot-dot-at-the-end": b"/v3/infinity-mall/members/imports/..",
        "dot-dot-inside": b"/v3/infinity-mall/x/../members/imports/1",
        "nul": b"/v3/infinity%00mall/members/imports/1",
        "newline": b"/v3/infinity%0amall/members/imports/1",
        "carriage-return-newline": b"/v3/infinity%0d%0amall/members/imports/1",
        "control": b"/v3/infinity%1fmall/members/imports/1",
        "delete": b"/v3/infinity%7fmall/members/imports/1",
        "not-utf-8": b"/v3/infinity%ffmall/members/imports/1",
        "half-a-character": b"/v3/infinity%C3mall/members/imports/1",
        "bad-escape": b"/v3/infinity%zzmall/members/imports/1",
        "surrogate": b"/v3/infinity%ED%A0%80mall/members/imports/1",
    },
)
def test_placewise_path_that_names_nothing_is_not_found(mock, target):
    """A path that is not exactly a documented one is refused where it is, without a redirect."""
    answer = ask_import(mock, target)

    assert answer.status in {400, 404}
    assert_placewise_refusal(answer)


@cases(
    "slug",
    {
        "documented": b"infinity-mall",
        "one-letter": b"a",
        "space": b"infinity%20mall",
        "accent": b"caf%C3%A9",
        "dot-inside": b"infinity.mall",
        "three-dots": b"...",
        "percent": b"a%25b",
    },
)
def test_slug_is_any_text(mock, slug):
    """The slug is a string without documented bounds."""
    answer = ask_import(mock, b"/v3/" + slug + b"/members/imports/1")

    assert answer.status == 200


@cases(
    "target",
    {
        "trailing-slash": b"/subscriptions/imports/",
        "trailing-slashes": b"/subscriptions/imports//",
        "dot": b"/subscriptions/imports/%2e",
    },
)
def test_elastic_path_path_that_names_nothing_is_not_found(mock, target):
    """A trailing slash makes another path: 404 in Elastic Path's own words, not 307."""
    answer = exchange(mock.address, request(target))

    assert answer.status in {400, 404}
    assert_elastic_path_refusal(answer)


@cases(
    "target",
    {
        "root": b"/",
        "double-slash": b"//",
        "capital-base-path": b"/V3/infinity-mall/members/imports/1",
        "longer-base-path": b"/v30/infinity-mall/members/imports/1",
        "leading-double-slash": b"//v3/infinity-mall/members/imports/1",
        "escaped-longer-base-path": b"/%763x/infinity-mall/members/imports/1",
        "unknown": b"/no/such/path",
        "encoded-slash": b"/no%2fsuch",
        "not-utf-8": b"/%ff",
        "nul": b"/%00",
        "dot-dot": b"/..",
        "robots": b"/robots.txt",
    },
)
def test_path_of_no_api_is_a_problem_of_the_tool(mock, target):
    """Where no API lives, the tool answers for itself, with its mark."""
    answer = exchange(mock.address, request(target))

    assert answer.status in {400, 404}
    assert_problem(answer)


@cases(
    "target",
    {
        "latin-1": b"/v3/\xe9/members/imports/1",
        "utf-8": b"/v3/caf\xc3\xa9/members/imports/1",
        "control": b"/v3/infinity-mall/members/imports/\x011",
        "nul": b"/v3/infinity-mall/members/imports/1\x00",
        "space": b"/v3/infinity mall/members/imports/1",
        "query-not-utf-8": b"/subscriptions/imports?page[offset]=\xff",
        "query-nul": b"/subscriptions/imports?page[offset]=\x00",
        "no-slash": b"subscriptions/imports",
        "empty": b"",
    },
)
def test_raw_bytes_that_no_target_has_are_refused(mock, target):
    """Bytes that must be escaped are refused by the parser or by the mock: any 4xx."""
    answer = ask_import(mock, target)

    assert 400 <= answer.status < 500


@cases("length", {"100-kB": 100000, "1-MB": 1000000})
def test_oversized_path_is_refused(mock, length):
    """A path longer than any server takes gets a 4xx."""
    answer = ask_import(mock, b"/v3/" + b"a" * length + b"/members/imports/1")

    assert 400 <= answer.status < 500


@cases("length", {"100-kB": 100000, "1-MB": 1000000})
def test_oversized_header_is_refused(mock, length):
    """A header longer than any server takes gets a 4xx."""
    answer = exchange(mock.address, request(JOBS, headers=[b"X-Padding: " + b"a" * length]))

    assert 400 <= answer.status < 500


def test_oversized_query_is_refused(mock):
    """A query longer than any server takes gets a 4xx."""
    answer = ask_jobs(mock, b"?filter=" + b"a" * 100000)

    assert 400 <= answer.status < 500


@pytest.mark.parametrize("count", [99, 101, 200, 5000])
def test_many_headers_are_answered_or_refused(mock, count):
    """Many headers get the example or 431, and nothing else."""
    headers = [b"X-Many-%d: x" % number for number in range(count)]
    answer = exchange(mock.address, request(JOBS, headers=headers))

    assert answer.status in {200, 431}

"""What a query says byte for byte: never forgiven, never a 5xx."""

from tests.acceptance.cases import cases
from tests.acceptance.documented import ask_jobs
from tests.acceptance.refusals import assert_elastic_path_refusal

SPELLINGS_OF_NO_INTEGER = {
    "plus-is-a-space": b"+5",
    "encoded-plus": b"%2B5",
    "leading-space": b"%205",
    "trailing-space": b"5%20",
    "trailing-tab": b"5%09",
    "trailing-newline": b"5%0a",
    "leading-zeros": b"007",
    "minus-zero": b"-0",
    "underscore": b"1_0",
    "arabic-digit": b"%D9%A5",
    "full-width-digit": b"%EF%BC%95",
    "decimal-point": b"5.0",
    "exponent": b"1e1",
    "hexadecimal": b"0x5",
    "two-values": b"1,2",
    "null": b"null",
    "true": b"true",
    "nan": b"NaN",
    "empty": b"",
    "not-utf-8": b"%ff",
    "nul": b"%00",
    "bad-escape": b"%zz",
    "4300-digits": b"1" * 4300,
    "4301-digits": b"1" * 4301,
}


@cases("name", {"offset": b"page[offset]", "limit": b"page%5Blimit%5D"})
@cases("value", SPELLINGS_OF_NO_INTEGER)
def test_query_text_that_is_no_canonical_integer_is_refused(mock, name, value):
    """Texts that only `int()` accepts are refused with 400 in the API's format."""
    answer = ask_jobs(mock, b"?" + name + b"=" + value)

    assert answer.status == 400
    assert_elastic_path_refusal(answer)


@cases(
    "query",
    {
        "offset-below-0": b"page[offset]=-1",
        "offset-above-10000": b"page[offset]=10001",
        "limit-below-0": b"page[limit]=-1",
        "limit-above-100": b"page[limit]=101",
        "no-equals-sign": b"page[offset]",
        "repeated": b"page[offset]=1&page[offset]=2",
        "repeated-alike": b"page[offset]=1&page[offset]=1",
        "repeated-first-bad": b"page[offset]=abc&page[offset]=2",
        "repeated-two-spellings": b"page[offset]=1&page%5Boffset%5D=2",
        "semicolon": b"page[offset]=5;page[limit]=1",
        "filter-repeated": b"filter=a&filter=b",
        "filter-not-utf-8": b"filter=%ff",
        "filter-half-a-character": b"filter=%C3",
    },
)
def test_query_outside_the_documented_bounds_is_refused(mock, query):
    """Limits hold, and a parameter that is given twice is refused, not resolved by order."""
    answer = ask_jobs(mock, b"?" + query)

    assert answer.status == 400
    assert_elastic_path_refusal(answer)


@cases(
    "query",
    {
        "none": b"",
        "empty-query": b"?",
        "empty-pairs": b"?&&",
        "raw-brackets": b"?page[offset]=0&page[limit]=100",
        "encoded-brackets": b"?page%5Boffset%5D=0&page%5Blimit%5D=100",
        "encoded-brackets-lower-case": b"?page%5boffset%5d=0&page%5blimit%5d=100",
        "encoded-digit": b"?page[offset]=%30",
        "filter": b"?filter=eq(external_ref,abc123)",
        "empty-filter": b"?filter=",
        "filter-any-text": b"?filter=caf%C3%A9+%26+bar",
        "unknown": b"?foo=1",
        "page": b"?page=1",
        "page-empty": b"?page=",
        "page-brackets": b"?page[]=x",
        "page-unknown": b"?page[foo]=x",
        "pager": b"?pager[offset]=x",
        "after-the-brackets": b"?page[offset]5=x",
        "underscore-name": b"?page_offset=x",
        "capitals": b"?PAGE[OFFSET]=x",
        "deep-object": b"?page[offset][x]=1",
        "deep-object-900": b"?page" + b"[x]" * 900 + b"=1",
    },
)
def test_valid_queries_are_answered(mock, query):
    """Documented parameters are used as they are written; unknown names are ignored."""
    answer = ask_jobs(mock, query)

    assert answer.status == 200
    assert len(answer.json()["data"]) == 1


@cases(
    "query",
    {
        "offset-10000": b"page[offset]=10000",
        "limit-0": b"page[limit]=0",
        "limit-1": b"page[limit]=1",
        "both": b"page[offset]=10000&page[limit]=100",
    },
)
def test_documented_bounds_are_included(mock, query):
    """The offset may be 10000, and the limit 0 to 100."""
    answer = ask_jobs(mock, b"?" + query)

    assert answer.status == 200


@cases("query", {"offset-1": b"page[offset]=1", "offset-10000": b"page[offset]=10000"})
def test_page_past_the_only_job_is_empty(mock, query):
    """The offset counts records: past the last one lies an empty page."""
    answer = ask_jobs(mock, b"?" + query)

    assert answer.json()["data"] == []

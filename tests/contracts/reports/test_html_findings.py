"""A finding as HTML: contract and exchange side by side, and nothing from outside is markup."""

import re
from dataclasses import replace

import pytest

from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.reports.html import render
from contracts.reports.html_findings import CONTEXT, MAX_SHOWN
from contracts.results.finding import Occurrence
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, WRONG, report
from tests.contracts.shop import ORDER, exchange

TEXT = "".join(f"line {n} <&>\n" for n in range(1, 201))
REPORT = report(texts={"shop.yaml": TEXT})


def html(found=FOUND_WRONG, **steps):
    """Return the article of a finding, shown by one exchange where it is described."""
    if steps:
        found = replace(found, exchanges=redact_exchanges([exchange(**steps)], Redactor()))
    return re.search("<article.*</article>", render(replace(REPORT, findings=(found,))), re.DOTALL)[
        0
    ]


def test_broken_line_is_marked_among_its_neighbours():
    """Four lines of the contract on either side, numbered and escaped."""
    (shown,) = re.findall(
        r"<h3>The contract, shop.yaml:120</h3><pre>(.*?)</pre>", html(), re.DOTALL
    )

    assert re.findall("<mark>(.*?)</mark>", shown) == ["  120  line 120 &lt;&amp;&gt;"]
    assert re.findall(r"(\d+)  line", shown) == [
        str(n) for n in range(120 - CONTEXT, 120 + CONTEXT + 1)
    ]


@pytest.mark.parametrize(("line", "first", "last"), [(1, 1, 5), (200, 196, 200)])
def test_context_ends_where_the_contract_does(line, first, last):
    """The first and the last line have fewer neighbours."""
    text = html(replace(FOUND_WRONG, finding=replace(WRONG, contract=f"shop.yaml:{line}")))
    shown = [int(number) for number in re.findall(r"(\d+)  line", text)]

    assert (shown[0], shown[-1]) == (first, last)


def test_contract_without_a_text_is_named():
    """A contract whose text is not at hand is named with its line."""
    text = html(replace(FOUND_WRONG, finding=replace(WRONG, contract="other.yaml:3")))

    assert "<h3>The contract</h3><pre>other.yaml:3</pre>" in text


def test_facts_have_their_headings():
    """Expected, found, documented, and the ruling if the documents disagree."""
    assert "<h3>Expected</h3><pre>&quot;open&quot;, &quot;done&quot;</pre>" in html()
    assert "<h3>Found</h3><pre>/status = &quot;lost&quot;</pre>" in html()
    assert "<h3>Documented in</h3><pre>shop_page 42 (documented)</pre>" in html()
    assert "<p>shop.odd-totals: An odd total passes with a warning.</p>" in html(FOUND_ODD)


def test_commands_can_be_copied():
    """The file to replay is quoted for the shell; the rule can be explained."""
    text = html(replace(FOUND_WRONG, witness="a folder/w.json"))

    assert "<pre>contracts replay &#x27;a folder/w.json&#x27;</pre>" in text
    assert "<pre>contracts explain schema</pre>" in text
    assert "contracts replay" not in html()


def test_request_without_an_answer_has_the_reason():
    """Without an answer the reason is shown."""
    text = html(failure="connection <reset>")

    assert "<h3>No answer</h3><pre>connection &lt;reset&gt;</pre>" in text
    assert "<h3>Answer" not in text


def test_wrong_value_is_marked_in_the_body():
    """The finding's place is marked, and nothing else."""
    text = html(body={**ORDER, "status": "lost"})
    body = text.split("<h3>Body</h3>")[1]

    assert re.findall("<mark>(.*?)</mark>", body) == ["  &quot;status&quot;: &quot;lost&quot;,"]


def test_value_inside_is_marked_rather_than_the_whole():
    """If a finding names a value inside its place, only the value is marked."""
    finding = replace(WRONG, pointer="/customer", values=(("name", '"x"'),))
    steps = redact_exchanges([exchange(body={"customer": {"id": 1, "name": "x"}})], Redactor())
    text = html(replace(FOUND_WRONG, finding=finding, exchanges=steps))

    assert re.findall("<mark>(.*?)</mark>", text.split("<h3>Body</h3>")[1]) == [
        "    &quot;name&quot;: &quot;x&quot;"
    ]


def test_defects_of_the_framing_are_shown():
    """Framing errors are shown beside the answer, escaped."""
    assert '<p class="error">two &lt;lengths&gt;</p>' in html(faults=("two <lengths>",))


def test_body_that_is_no_json_is_cut():
    """A large body is shown up to a bound, with how much is left out."""
    text = html(body=b"<" * (MAX_SHOWN + 7))

    assert max(map(len, re.findall("(?:&lt;)+", text))) == MAX_SHOWN * len("&lt;")
    assert "… 7 more characters" in text


def test_count_and_expiry_are_beside_the_operation():
    """How often it was seen, and until when it is accepted."""
    text = html(replace(FOUND_WRONG, accepted="until 2026-12-31, me <me@x>"))

    assert "shop showOrder · seen 2 times · known until 2026-12-31, me &lt;me@x&gt;" in text
    assert '<article id="0123456789ab" data-severity="error" data-known>' in text


def test_a_gathered_cause_lists_its_operations():
    """With what is to blame, and how sure it is."""
    places = tuple(Occurrence(operation=name, count=2) for name in ("showOrder", "listOrders"))
    finding = replace(WRONG, blamed=("query page",))
    page = html(replace(FOUND_WRONG, finding=finding, occurrences=places))

    assert "in 2 operations" in page
    assert "listOrders (2 times)" in page
    assert "query page" in page
    assert '<span class="dim">firm</span>' in page

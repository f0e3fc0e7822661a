"""No report contains a control character, with any texts of servers and documents."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.reports.formats import REPORTS, render_of
from tests.contracts.example_report import FOUND_WRONG, SHOWN, UNPROVED, WRONG, report
from tests.contracts.shop import exchange
from tests.thorough import tries

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
HOSTILE = st.text(
    st.sampled_from("a \t\n\r\x00\x1b\x7f\x85\u200e\u2028\u202e\u2066\ud800:#[")
    | st.characters(exclude_categories=[]),
    min_size=1,
)


def about(text):
    """Return a report with a text in every place that is filled from outside."""
    texts = dict.fromkeys(("message", "pointer", "expected", "source", "ruling"), text)
    finding = replace(WRONG, values=((text, text),), discrepancy=text, **texts)
    step = exchange(body={"status": text, text: [text], "more": {text: text}})
    headers = ((text, text), *step.response.headers)
    seen = replace(
        step,
        note=text,
        request=replace(
            step.request, target=text, headers=headers, body=text.encode("utf-8", "ignore")
        ),
        response=replace(step.response, reason=text, headers=headers, framing_errors=(text,)),
    )
    lost = replace(seen, response=None, failure=text)
    found = replace(FOUND_WRONG, finding=finding, note=text, curl=text, exchanges=(seen, lost))
    asked = {"id": text, "path": text, "source": text}
    return report(
        findings=(found, replace(found, curl="", witness=text), replace(found, accepted=text)),
        operations=(
            replace(SHOWN, **asked),
            replace(UNPROVED, **asked),
            replace(SHOWN, skipped_reason=text),
        ),
        notes=(text,),
        resolved=(text,),
        targets={"shop": text},
        repeat=(text,),
        files={"shop.yaml": text},
        texts={"shop.yaml": f"{text}\n" * 125},
    )


@settings(max_examples=tries(30))
@given(HOSTILE)
def test_no_report_contains_a_control_character(text):
    """No format has one; lines that begin with `::` are our own annotations."""
    for name in REPORTS:
        written = render_of(name)(about(text))
        lines = [line for line in written.split("\n") if line.lstrip().startswith("::")]

        assert not ACTS.search(written), name
        assert "##[" not in written, name
        if name == "github":
            assert all(re.match("::(error|warning|notice) ", line) for line in lines)
        else:
            assert lines == [], name

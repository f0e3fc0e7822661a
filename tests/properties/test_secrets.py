"""No spelling of a secret is in the output of a run."""

import json
from base64 import b64encode
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, quote_plus, unquote_plus

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.http.client.limits import RequestBudget
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.messages.redaction import Redactor, Secret
from contracts.http.requests.politeness import limits_for_targets
from contracts.http.requests.targets import parse_targets
from contracts.observations.observer import Observer
from contracts.reports.formats import REPORTS, render_of
from contracts.results.report import Report
from contracts.run.judging import judge_operation
from contracts.witnesses import creation
from contracts.witnesses.witness import write_witness
from tests.contracts.shop import ORDER, SHOP, evidence, exchange
from tests.thorough import tries

SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=15, max_size=40).map(
    lambda text: f"~{text}"
)
"""They begin like no word that a report has anyway."""


def in_json(text, dice):
    """Escape any characters of a text as JSON allows."""
    return "".join(dice.choice([f"\\u{ord(c):04x}", f"\\u{ord(c):04X}", short(c)]) for c in text)


def short(char):
    """Escape a character as JSON libraries do."""
    return "\\/" if char == "/" else json.dumps(char)[1:-1]


def in_url(text, dice):
    """Percent-encode characters of a text, every `%` among them, in either case."""
    form = dice.choice(["%{:02x}", "%{:02X}"])
    return "".join(form.format(ord(c)) if c in "%+&\\" or dice.random() < HALF else c for c in text)


def in_html(text, dice):
    """Escape characters of a text as HTML allows."""
    return "".join(
        dice.choice([f"&#{ord(c)};", f"&#x{ord(c):x};", f"&#X{ord(c):X};"])
        if c == "&" or dice.random() < HALF
        else escape(c)
        for c in text
    )


def in_base64(text, dice):
    """Encode a text inside a longer one in Base64."""
    before = dice.choice(["", "u:", "me:", "Bearer "])
    return b64encode(f"{before}{text}".encode()).decode()


def cut(text, dice):
    """Cut a text short."""
    return text[: dice.randint(9, len(text))]


HALF = 0.5
SPELLINGS = (in_json, in_url, in_html, in_base64, cut)
PLAIN = tuple(how for how in SPELLINGS if how not in {in_base64, cut})


@st.composite
def spelt(draw, ways=SPELLINGS):
    """Draw a secret, and its text in one or two nested spellings."""
    dice = draw(st.randoms(use_true_random=True))
    secret = draw(SECRETS)
    text = draw(st.sampled_from(ways))(secret, dice)
    if draw(st.booleans()):
        text = draw(st.sampled_from(PLAIN))(text, dice)
    return secret, text


@settings(max_examples=tries(100), suppress_health_check=[HealthCheck.too_slow])
@given(spelt(PLAIN))
def test_a_whole_secret_is_replaced_from_end_to_end(both):
    """In any spelling, only the secret is replaced, by the name of its variable."""
    secret, text = both
    redactor = Redactor(secrets=(Secret(name="TOKEN", value=secret),))

    assert redactor.text(f"( {text} )") == "( $TOKEN )"


@given(SECRETS)
def test_ready_made_encodings_are_replaced(secret):
    """The encodings of the standard library are found."""
    redactor = Redactor(secrets=(Secret(name="TOKEN", value=secret),))
    encoders = (json.dumps, quote, quote_plus, escape, repr, ascii)

    for encode in encoders:
        assert revealed(redactor.text(f"({encode(secret)})"), secret) == ""


def revealed(text, secret):
    """Return the part of a secret that a text reveals after decoding; empty if it is hidden."""
    wanted = (secret, secret[:12], b64encode(secret.encode()).decode().rstrip("=")[:-1])
    layers = {text}
    for _ in range(3):
        layers |= {unescape(each) for each in layers} | {unquote_plus(each) for each in layers}
        layers |= {_unescaped(each) for each in layers}
    return next((each for each in wanted for layer in layers if each in layer), "")


def _unescaped(text):
    """Return a text with its JSON escapes decoded."""
    parts, rest = [], text
    while "\\" in rest:
        head, _, tail = rest.partition("\\")
        width = 5 if tail[:1] == "u" else 1
        parts.append(head)
        try:
            parts.append(json.loads(f'"\\{tail[:width]}"'))
        except ValueError:
            parts.append(f"\\{tail[:width]}")
        rest = tail[width:]
    return "".join([*parts, rest])


def everything_written(redactor, *seen):
    """Return every report about these exchanges, and every witness."""
    about = evidence(*seen)
    operation, found = judge_operation(about, (), redactor)
    [target] = parse_targets(["http://127.0.0.1:4010"], [SHOP])
    clock = SystemClock()
    limits = limits_for_targets([target], RequestBudget(), allow_unsafe=False, timeout_seconds=1)
    context = creation.WitnessContext(
        target=target,
        evidence={},
        observer=Observer(SHOP),
        recorder=Recorder(Transport(limits, clock), clock),
        clock=clock,
        redactor=redactor,
        sets=frozenset(),
        readings={},
    )
    report = Report(
        targets={"shop": "http://127.0.0.1:4010"},
        profile="ci",
        seed=1,
        operations=(operation,),
        findings=tuple(found),
        notes=(redactor.text(seen[0].note),),
    )
    texts = {name: render_of(name)(report) for name in REPORTS}
    with TemporaryDirectory() as folder:
        for each in found:
            path = write_witness(creation.build_witness(each, context, seen, 1), Path(folder))
            texts[f"witness of {each.finding.rule}"] = path.read_text(encoding="utf-8")
    return texts


@settings(max_examples=tries(20), suppress_health_check=[HealthCheck.too_slow])
@given(spelt())
def test_no_report_and_no_witness_reveals_a_secret(both):
    """A secret in keys, values, headers, their names, a reason or a note is redacted."""
    secret, text = both
    redactor = Redactor(secrets=(Secret(name="SHOP_TOKEN", value=secret),))
    body = {**ORDER, "status": text, text: [text], "deep": {text: {"more": text}}}
    one = exchange(body=body, sent=(("X-Shop", "corner"), ("X-Token", secret)))
    heads = (*one.response.headers, ("X-Text", text), (f"X-{text}", "value"))
    seen = replace(one, note=text, response=replace(one.response, reason=text, headers=heads))

    for name, written in everything_written(redactor, seen).items():
        assert revealed(written, secret) == "", name

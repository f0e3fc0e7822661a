"""Tests of turning exchanges into verdicts and findings."""

from contracts.http.messages.exchange import Purpose
from contracts.http.messages.redaction import Redactor, Secret
from contracts.observations.evidence import by_operation
from contracts.results.finding import Finding
from contracts.results.verdict import failed, passed
from contracts.run.judging import judge_operation, skipped_report
from contracts.witnesses.second_opinions import SCHEMA_RULE
from openapi.contract import Severity
from tests.contracts.shop import ORDER, SHOP, evidence, exchange, observe, operation

PLAIN = Redactor()


BESIDES = (
    *("head", "methods-allowed", "charset", "conditional", "own-answer", "equivalent-requests"),
    *("names-distinct", "access-enforced", "no-reflection"),
    *(
        "pagination-walk",
        "page-links",
        "guessed-pages",
        "filters",
        "polling",
        "thing-vanishes",
        "safe-repeatable",
        "read-back",
    ),
)
"""What a single good answer leaves open."""

PASSED_TOO = ("framing", "http-headers", "no-internals", "undocumented-fields")


def second(exchange_number, rule="schemathesis.x"):
    """Return an objection of Schemathesis."""
    return failed(
        Finding(rule=rule, severity=Severity.ERROR, message="m", exchange=exchange_number)
    )


def judged(*exchanges, opinions=(), redactor=PLAIN):
    """Return the operation's report and findings."""
    return judge_operation(evidence(*exchanges), opinions, redactor)


def test_the_same_fault_is_reported_once():
    """Ten wrong answers are one finding, counted, shown by the first."""
    wrong = {**ORDER, "status": "lost"}
    _, [found] = judged(*(exchange(body=wrong, number=n) for n in range(1, 11)))

    assert (found.count, found.finding.exchange) == (10, 1)


def test_a_finding_about_a_secret_of_the_server_does_not_show_it():
    """Its place is enough; the same value in an object around it is hidden, too."""
    wrong = {**ORDER, "status": {"api_key": "s3cr3t"}, "password": "s3cr3t"}
    _, every = judged(exchange(body=wrong))
    texts = [(each.finding.message, each.finding.values) for each in every]

    assert {each.finding.pointer for each in every} == {"/status", "/password"}
    assert "s3cr3t" not in repr(texts)


def test_a_finding_says_how_to_see_it_again():
    """The curl line, the status and the note of the exchange come along."""
    _, [found] = judged(exchange(body={**ORDER, "status": "lost"}))

    assert found.curl.startswith("curl -sS -i -H 'X-Shop: corner'")
    assert (found.api, found.operation, found.status) == ("shop", "showOrder", 200)


def test_the_curl_line_of_a_recorded_request_has_no_headers_of_a_browser():
    """A run has sent its headers on purpose; a browser sends many to every server."""
    sent = (("X-Shop", "corner"), ("sec-fetch-site", "none"))
    wrong = {**ORDER, "status": "lost"}
    _, [own] = judged(exchange(body=wrong, sent=sent))
    _, [found] = judged(exchange(body=wrong, sent=sent, purpose=Purpose.RECORDED))

    assert "sec-fetch-site" in own.curl
    assert "-H 'X-Shop: corner'" in found.curl
    assert "sec-" not in found.curl


def test_a_finding_about_a_redirect_shows_where_it_points_to():
    """The place is what a reader needs first: a login, a slash, another host; without secrets."""
    redactor = Redactor(secrets=(Secret(name="SHOP_TOKEN", value="hush-hush"),))
    to = (("location", "/login?from=hush-hush"),)

    _, every = judged(exchange(status=302, headers=to), redactor=redactor)
    found = next(one for one in every if one.finding.rule == "status-documented")

    assert ("location", '"/login?from=$SHOP_TOKEN"') in found.finding.values


def test_secrets_do_not_reach_a_finding():
    """A server that echoes a token does not make us print it."""
    redactor = Redactor(secrets=(Secret(name="SHOP_TOKEN", value="hush-hush"),))
    sent = (("X-Shop", "corner"), ("X-Token", "hush-hush"))

    _, every = judged(exchange(body={**ORDER, "status": "hush-hush"}, sent=sent), redactor=redactor)
    found = next(one for one in every if one.finding.rule == "schema")

    assert "hush" not in str(every)
    assert "$SHOP_TOKEN" in found.finding.message
    assert '"$SHOP_TOKEN"' in found.curl


def test_a_second_opinion_counts_about_a_success():
    """Where our own checks see nothing wrong, an objection counts."""
    report, [found] = judged(exchange(), opinions=[second(1), passed("schemathesis.x")])

    assert found.finding.rule == "schemathesis.x"
    assert report.verdicts[-1].rule == "schemathesis.x"


def test_a_second_opinion_does_not_repeat_ours():
    """One fault is one finding."""
    _, found = judged(exchange(body={**ORDER, "status": "lost"}), opinions=[second(1)])

    assert [each.finding.rule for each in found] == ["schema"]


def test_a_second_opinion_does_not_count_about_refusals():
    """Only our own checks know which refusals a contract leaves open."""
    refused = exchange(body={"error": "no"}, status=404, number=2)
    _, found = judged(exchange(), refused, opinions=[second(2)])

    assert found == ()


def test_a_second_opinion_does_not_read_texts_as_data():
    """A YAML text is a string to its schema, not the object that a reader of YAML makes of it."""
    text = exchange(body=b"a: 1", headers=(("Content-Type", "text/x-yaml"),))
    _, found = judged(text, opinions=[second(1, SCHEMA_RULE)])

    assert [each for each in found if each.finding.rule == SCHEMA_RULE] == []


def test_an_opinion_about_methods_counts_if_the_method_worked():
    """A DELETE with a success counts, one that is refused does not, nor a TRACE."""
    about = [
        failed(
            Finding(
                rule="schemathesis.unsupported-method",
                severity=Severity.ERROR,
                message="m",
                exchange=number,
            )
        )
        for number in (1, 2, 3)
    ]
    works = exchange(method="DELETE", number=1)
    traced = exchange(method="TRACE", number=3)
    refused = exchange(method="DELETE", status=404, number=2)

    _, found = judged(works, refused, traced, opinions=about)

    assert [each.finding.exchange for each in found if each.finding.rule == about[0].rule] == [1]


def test_every_rule_has_a_verdict():
    """Checks and rules are all listed, seen or not."""
    report, _ = judged(exchange())

    assert {verdict.rule: verdict.label for verdict in report.verdicts} == {
        "success-seen": "pass",
        "answered": "pass",
        "server-error": "pass",
        "status-documented": "pass",
        "media-type": "pass",
        "strict-json": "pass",
        "xml-text": "not exercised",
        "schema": "pass",
        "annotated-values": "not exercised",
        "write-only": "pass",
        "response-headers": "pass",
        "valid-accepted": "pass",
        "invalid-refused": "not exercised",
        **dict.fromkeys(BESIDES, "not exercised"),
        **dict.fromkeys(PASSED_TOO, "pass"),
        "shop.done-does-not-fall": "not exercised",
        "shop.parts-within-total": "pass",
        "shop.total-is-even": "pass",
    }


def test_an_operation_that_is_left_out_says_why():
    """It is listed, without verdicts."""
    report = skipped_report(SHOP, operation("createOrder"), "because")

    assert (report.skipped_reason, report.verdicts, report.method) == ("because", (), "POST")


def test_observations_are_sorted_by_operation():
    """In order, each with the operation that its path names."""
    seen = observe(exchange(number=1), exchange("/v1/orders", number=2), exchange(number=3))

    found = by_operation(seen)

    assert {name: [s.exchange.number for s in each] for name, each in found.items()} == {
        "showOrder": [1, 3],
        "listOrders": [2],
    }

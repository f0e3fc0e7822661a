"""What documents lack."""

from mock_server.admin.contract_view.documents import derivation_of, derivations_of
from openapi.loading.document import load_contract

OWN = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: integer}}}}
        "404": {description: none, content: {application/json: {example: 1}}}
        "500":
          description: bad
          content:
            application/json:
              schema: {type: integer, minimum: 5, maximum: 4}
"""


def test_answer_without_any_value_has_its_reason_and_line(tmp_path):
    """An answer whose schema contradicts itself is named with the line of that schema."""
    path = tmp_path / "t.yaml"
    path.write_text(OWN, encoding="utf-8")
    contract = load_contract(path)
    found = derivation_of(contract)
    (missing,) = found.underivable

    assert (found.derived, found.unchecked, missing.status) == (1, 0, "500")
    assert missing.reason
    assert "minimum: 5" in OWN.splitlines()[missing.line - 1]


def test_packaged_answers_have_values(packaged):
    """Every answer of the packaged documents has an example or a derived value."""
    assert all(not each.underivable for each in derivations_of(packaged).values())

"""Tests of unions; `tests/properties/test_observed_shapes.py` shows that they hold for all."""

from contracts.observations.shapes.shape import merge_all, shape_of
from contracts.results.learned.schemas import schema_of
from contracts.results.learned.unions import LEAST_EACH, union_of

MANY = range(LEAST_EACH)
CARDS = [{"id": n, "type": "card", "number": f"4{n}", "fee": 1.5} for n in MANY]
IBANS = [{"id": n, "type": "iban", "iban": f"DE{n}", "fee": 0} for n in MANY]


def seen(*values):
    """Return the shape of some values."""
    return merge_all(map(shape_of, values))


def branches(*values):
    """Return the alternatives of a learned schema by their titles; None without a union."""
    schema = schema_of(seen(*values))
    return {each.get("title"): each for each in schema["oneOf"]} if "oneOf" in schema else None


def test_objects_of_two_kinds_are_alternatives_and_no_union_of_optional_members():
    """What is alike in all kinds is said once."""
    assert schema_of(seen(*CARDS, *IBANS)) == {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "fee": {"type": "number"}},
        "required": ["id", "fee"],
        "oneOf": [
            {
                "title": "card",
                "type": "object",
                "properties": {"type": {"const": "card"}, "number": {"type": "string"}},
                "required": ["type", "number"],
            },
            {
                "title": "iban",
                "type": "object",
                "properties": {"type": {"const": "iban"}, "iban": {"type": "string"}},
                "required": ["type", "iban"],
            },
        ],
    }


def test_a_member_of_all_kinds_may_have_another_shape_in_each():
    """Events have their data in one member."""
    paid = [{"event": "paid", "data": {"amount": n}} for n in MANY]
    sent = [{"event": "sent", "data": {"parcel": f"p{n}"}} for n in MANY]
    found = branches(*paid, *sent)

    assert found["paid"]["properties"]["data"]["required"] == ["amount"]
    assert "amount" not in found["sent"]["properties"]["data"]["properties"]


def test_kinds_with_the_same_members_are_one_alternative():
    """A currency does not change the members."""
    visa = [{**each, "type": "debit card"} for each in CARDS]

    assert branches(*CARDS, *visa) is None
    assert list(branches(*CARDS, *visa, *IBANS)) == ["card or debit card", "iban"]


def test_few_objects_or_repeated_ones_show_no_kinds():
    """Three of a kind may have a member by chance, and the same answer again says nothing new."""
    again = [shape_of(each, weight=0) for each in IBANS]

    assert union_of(seen(*CARDS, *IBANS[1:])) is None
    assert union_of(merge_all([seen(*CARDS, IBANS[0]), *again])) is None


def test_a_rare_kind_has_an_alternative_of_its_own():
    """Else the document would refuse it."""
    cash = {"id": 7, "type": "cash", "fee": 0}
    found = branches(*CARDS, *IBANS, cash, None)

    assert found["cash"]["required"] == ["type"]
    assert found[None] == {"type": "null"}


def test_members_that_are_sometimes_there_make_no_kinds():
    """A kind is known by what the other never has."""
    noted = [{**each, "type": "debit", "note": "x"} for each in CARDS]

    assert branches(*CARDS, *noted, {**CARDS[0], "note": "y"}) is None
    assert branches(*CARDS, "none", *IBANS) is None

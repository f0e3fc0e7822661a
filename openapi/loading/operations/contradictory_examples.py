"""Finds the documented examples of answers that contradict their own schema."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from openapi.contract import Complaint, Contract, Severity, is_json_type, is_xml_type
from openapi.json.pointers import join
from openapi.loading.complaints import refuse_first
from openapi.schema.examples import DocumentedExample, documented_examples
from openapi.schema.validation import validator_for
from openapi.schema.violations import Violation

RULE = "example"
"""The id of the rule by which `contracts lint` and `--strict` name them."""

_SHOWN = 5  # invalid places of one example that are named


class JudgedExample(NamedTuple):
    """A documented example of an answer, and why it is not valid."""

    of: DocumentedExample
    place: str  # method, path and status of its answer
    violations: tuple[Violation, ...]  # empty if it is valid

    @property
    def sentence(self) -> str:
        """What is wrong and allowed, for each of the first invalid places; empty if it is valid."""
        named = [each.message_for("the value") for each in self.violations[:_SHOWN]]
        return "; ".join([*named, *_more(len(self.violations))])


def judged_examples(contract: Contract) -> Iterator[JudgedExample]:
    """Yield each example that is a value of a schema, one that several answers share only once.

    That is one in JSON, and an object or a list that is sent as XML.
    """
    seen = set()
    for each in documented_examples(contract):
        schema, example = each.media_type.schema, each.example
        name, is_tree = each.media_type.name, isinstance(example.value, dict | list)
        is_value = is_json_type(name) or (is_tree and is_xml_type(name))
        if schema is None or example.is_placeholder or not is_value:
            continue
        if example.pointer and (example.pointer, schema.pointer) in seen:
            continue
        seen.add((example.pointer, schema.pointer))
        title = f"{each.operation.method} {contract.path_of(each.operation)}"
        violations = validator_for(schema).violations(example.value)
        yield JudgedExample(each, f"{title} {each.response.status}", violations)


def example_complaints(contract: Contract) -> Iterator[Complaint]:
    """Yield a warning about each example that contradicts its schema."""
    for judged in judged_examples(contract):
        if judged.violations:
            yield _complaint(contract, judged)


def refuse_contradictory_examples(contract: Contract) -> None:
    """Refuse a document with such an example (DocumentError: the first one)."""
    refuse_first(example_complaints(contract), "correct the example or the schema")


def _complaint(contract: Contract, judged: JudgedExample) -> Complaint:
    example, violations = judged.of.example, judged.violations[:_SHOWN]
    file, _ = contract.place(example.pointer)
    more = _more(len(judged.violations))
    found = [f"{each.pointer or 'the value'} {each.problem}" for each in violations]
    allowed = [f"{each.pointer or 'the value'}: {each.allowed}" for each in violations]
    return Complaint(
        rule=RULE,
        severity=Severity.WARNING,
        message=f"the example {example.name!r} of {judged.place} contradicts its schema",
        file=file,
        find_line=partial(_line, contract, example.pointer, violations[0].pointer),
        pointer=example.pointer,
        found="; ".join([*found, *more]),
        allowed="; ".join(allowed),
        hint="correct the example or the schema",
    )


def _line(contract: Contract, example: str, inside: str) -> int:
    """Return the line of the part of an example that is wrong, or of the nearest around it."""
    value = join(example, "value")
    lines = [contract.place(f"{start}{inside}")[1] for start in (example, value)]
    return max(*lines, 1)


def _more(count: int) -> list[str]:
    return [f"and {count - _SHOWN} more"] if count > _SHOWN else []

"""A rule that can never be evaluated is reported when it is loaded."""

import pytest

from openapi.errors import RuleError
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load

NAME = "{type: string}"
PET = "Pet: {type: object,"
SCHEMA = '{$ref: "#/components/schemas/Pet"}'
OPERATION = "operationId: getPet"
POLLED = (OPERATION, f"{OPERATION}\n      x-polling: {{identity: [id], terminal: has(self.name)}}")


def rule(expression, identity="pets.name", **more):
    """Return an x-rules list of one rule, as YAML."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        f'x-rules: [{{id: {identity}, rule: "{expression}", message: x, severity: error{extra}}}]'
    )


def refused(folder, *changes):
    """Return the error for a changed document that is refused."""
    with pytest.raises(RuleError) as caught:
        load(folder, changed(*changes))
    return caught.value


@cases(
    "expression",
    {
        "request": "'page[limit]' in request.query && request.path.id == 1",
        "answer": (
            "response.status == 200 && response.header['date'] != "
            "'' && now > timestamp('2020-01-01T00:00:00Z')"
        ),
        "our functions": (
            "isUnique([1]) && sum([1]) == 1 && size(distinct([1])) == 1 && "
            "sort([1]) == [1] && isDateTime('x') && "
            "values({'a': 1}) == [1] && pairs([], [], 'id') == []"
        ),
        "CEL's functions": (
            "size(self) > 0 && self.startsWith('a') && self.endsWith('a') && "
            "self.contains('a') && self.matches('a') && string(1) "
            "== '1' && int('1') == 1 && double(1) == 1.0"
        ),
        "times": (
            "timestamp('2020-01-01T00:00:00Z').getFullYear() "
            "== 2020 && duration('1h').getHours() == 1"
        ),
        "types": (
            "type(self) == string || type(self) in [int, double, "
            "bool, list, map, null_type, bytes, uint, type]"
        ),
        "macros": (
            "[1].all(a, a > 0) && [1].exists(b, b > 0) && [1].exists_one(c, c > "
            "0) && [1].filter(d, d > 0) == [1] && [1].map(e, e) == [1]"
        ),
        "macros inside each other": "[[1]].all(inner, inner.all(each, each in inner))",
        "operators": "!(1 + 2 - 3 * 4 / 5 % 6 >= -7) || ('a' < 'b' ? true : false)",
    },
)
def test_all_names_of_rules_are_known(tmp_path, expression):
    """No correct rule is refused for a name."""
    contract = load(tmp_path, changed((NAME, f"{{{rule(expression)}}}")))

    assert [each.expression for each in contract.rules] == [expression]


@cases(
    "expression, found, hint",
    {
        "function": ("isUniqe([1])", "isUniqe", "; did you mean 'isUnique'?"),
        "variable": ("slef == 'a'", "slef", "; did you mean 'self'?"),
        "method": ("self.startswith('a')", "startswith", "; did you mean 'startsWith'?"),
        "macro's variable outside": ("[1].all(a, a > 0) && zzz > 0", "zzz", ""),
        "inside a branch": ("true || qqqq(self)", "qqqq", ""),
        "of another dialect": ("self.lowerAscii() == 'a'", "lowerAscii", ""),
    },
)
def test_unknown_names_are_reported(tmp_path, expression, found, hint):
    """CEL finds an unknown name at run time only, and then silently skips the rule."""
    error = refused(tmp_path, (NAME, f"{{{rule(expression)}}}"))

    assert error.what == f"rule pets.name uses an unknown name{hint}"
    assert (error.found, error.where) == (found, f"{tmp_path}/pets.yaml:18")


@cases(
    "expression, found",
    {
        "half": ("self >", "column 7: mismatched input '<EOF>'"),
        "two": ("self self", "column 6: extraneous input 'self'"),
        "macro": ("has(self)", "column 5: invalid argument to has() macro"),
        "brackets": ("(" * 1000, None),
    },
)
def test_syntax_errors_have_their_column(tmp_path, expression, found):
    """The message is one line, without the parser's whole vocabulary."""
    error = refused(tmp_path, (NAME, f"{{{rule(expression)}}}"))

    assert error.what == "rule pets.name does not compile"
    assert found is None or error.found == found
    assert "\n" not in error.found


def test_long_expressions_are_refused(tmp_path):
    """The length of an expression is bounded."""
    error = refused(tmp_path, (NAME, f"{{{rule(' || '.join(['true'] * 1000))}}}"))

    assert error.what == "rule pets.name is too long"
    assert (error.found, error.allowed) == ("7996 characters", "at most 4000 characters")


def test_two_rules_need_two_ids(tmp_path):
    """An id identifies one rule."""
    error = refused(tmp_path, (NAME, f"{{{rule('true')}}}"), (PET, f"{PET} {rule('true')},"))

    assert error.what == "two rules have the id 'pets.name'"
    assert error.found == "also on line 18"


def test_one_rule_may_judge_two_operations(tmp_path):
    """A schema that is used twice has its rules once."""
    second = "components:\n"
    path = (
        '  /others:\n    get: {responses: {"200": '
        "{description: x, content: {a/b: {schema: %s}}}}}\n"
    )

    contract = load(
        tmp_path, changed((second, path % SCHEMA + second), (NAME, f"{{{rule('true')}}}"))
    )

    assert len(contract.rules) == 1


@cases(
    "changes",
    {
        "no polling": [(NAME, f"{{{rule('self == oldSelf')}}}")],
        "inside a list": [
            POLLED,
            (NAME, f"{{type: array, items: {{{rule('self == oldSelf')}}}}}"),
        ],
        "beside the pets": [
            (
                OPERATION,
                f"{OPERATION}\n      x-polling: {{items: /data, key: /id, terminal: 'true'}}",
            ),
            (NAME, f"{{{rule('self == oldSelf')}}}"),
        ],
    },
)
def test_transition_rules_need_resources_with_an_identity(tmp_path, changes):
    """Without an identity, two answers cannot be compared."""
    error = refused(tmp_path, *changes)

    assert error.what == "transition rule pets.name can never be judged in getPet"
    assert error.hint == "add x-polling, or move the rule to the polled resource's schema"


@cases(
    "changes",
    {
        "the body": [POLLED, (PET, f"{PET} {rule('self == oldSelf')},")],
        "an object inside it": [POLLED, (NAME, f"{{{rule('self == oldSelf')}}}")],
        "an item of the list": [
            (
                OPERATION,
                f"{OPERATION}\n      x-polling: {{items: /data, key: /id, terminal: 'true'}}",
            ),
            ("{name: {type: string}}", f"{{data: {{items: {{{rule('self == oldSelf')}}}}}}}"),
        ],
    },
)
def test_transition_rules_of_the_polled_resource(tmp_path, changes):
    """The rule may be on the resource, or on a value inside it that keys lead to."""
    assert load(tmp_path, changed(*changes)).rules[0].is_transition


@cases(
    "terminal, what",
    {
        "syntax": ("self >", "x-polling does not compile"),
        "name": ("request.path.id == 1", "x-polling uses an unknown name"),
    },
)
def test_terminal_sees_the_resource_only(tmp_path, terminal, what):
    """Whether a resource is final depends on the resource alone."""
    polling = f"x-polling: {{identity: [id], terminal: '{terminal}'}}"

    error = refused(tmp_path, (OPERATION, f"{OPERATION}\n      {polling}"))

    assert error.what.startswith(what)
    assert error.where == f"{tmp_path}/pets.yaml:8"


def test_rules_belong_to_discrepancies_that_exist(tmp_path):
    """A discrepancy that a finding cites exists in the register."""
    error = refused(tmp_path, (NAME, f"{{{rule('true', discrepancy='pets.nothing')}}}"))

    assert error.what == "rule pets.name belongs to a discrepancy that the register does not have"
    assert error.allowed == "none: there is no discrepancies.yaml beside the document"

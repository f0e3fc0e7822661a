"""Files that a hostile author wrote: a good one, parts of which were exchanged, and bare bytes."""

import random
import re

from hypothesis import strategies as st

_SCALAR = re.compile(r"(?<=: )[\w.$/-]+|(?<=[\[{,] )[\w.$/-]+")

VALUES = (
    "null", "true", "[]", "{}", '""', "-1", "0", "1e400", "-1e400", ".nan", ".inf", "9" * 400,
    "1" + "0" * 5_000, "0x" + "f" * 400, "0o777", "1_000", "2026-02-30", "2026-11-21", "12:30:45",
    "-1s", "99999999999h", "1e3s", "0.0000001s", "10000000000", '"\\0"', '"\\uD800"', '"\\u202e"',
    "!!python/object/apply:os.system [true]", "!!binary aGVsbG8=", "!!set {a, b}", "!!float x",
    "!!timestamp x", "!local x", "&a [*a]", "&b {k: *b}", "*unknown", "<<: {a: 1}",
    "{? [1, 2] : 3}",
    "'../../../etc/passwd'", "/dev/zero", "documented.yaml", "[" * 300 + "]" * 300, "{a: " * 300,
    "{$integer: [1, 100000000000000000000]}", "{$integer: [5, 1]}", "{$value: nothing}",
    "{$sum: [{$sum: [{$sum: [1]}]}]}", "{$unknown: 1}", "{$time: 99999999999d}", "{$split: 1}",
    "{$literal: {$literal: 1}}", "{$integer: 1, $value: 2}", "[" + "x, " * 5_000 + "x]",
    "[&c [*c, *c], *c]", "a" * 20_000, "é" * 500, '{$text: "{{"}',
)  # fmt: skip
"""What may be put in the place of a value."""

_LINES = (
    "\t", "---", "...", "- - - -", "%YAML 9.9", "%TAG ! !x", "a: &x [1]", "b: [*x, *x]", "\0",
    "\x1b[2J", "? ", ": ", "scenario: other", "things: 1", "timeline: 7", "with: {/a: 1}",
    "like: happy-import.yaml", "like: hostile.yaml", "ramps: [/a, /a]", "\ufeff", "#",
    "values: {a: {$value: b}, b: {$value: a}}",
)  # fmt: skip


def bomb(levels: int = 12, width: int = 10) -> str:
    """Return YAML that means a list of width to the power of levels."""
    lines = ["a0: &a0 [x]"]
    lines += [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"
        for level in range(1, levels)
    ]
    return "\n".join(lines)


def changed(good: str, seed: int) -> bytes:
    """Return a good file some of whose values, lines or bytes were exchanged."""
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    lines = good.splitlines()
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(lines))
        match rng.randrange(5):
            case 0 | 1:
                value = rng.choice(VALUES)
                lines[place] = _SCALAR.sub(lambda _, value=value: value, lines[place], count=1)
            case 2:
                lines.insert(place, rng.choice(_LINES))
            case 3 if len(lines) > 1:
                del lines[place]
            case _:
                lines[place] += rng.choice(VALUES)
    data = bytearray("\n".join(lines).encode("utf-8", "surrogatepass"))
    if rng.random() < 0.2:
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data)


def files(good: list[str]) -> st.SearchStrategy[bytes]:
    """Return the strategy of hostile files, most of them near to good ones."""
    return st.one_of(
        st.builds(changed, st.sampled_from(good), st.integers(0, 2**32)),
        st.builds(changed, st.sampled_from(good), st.integers(0, 2**32)),
        st.builds(changed, st.sampled_from(good), st.integers(0, 2**32)),
        st.binary(max_size=200),
        st.sampled_from([bomb(), "[" * 100_000, "{a: " * 20_000, "- " * 50_000, "&a [*a]", ""]).map(
            str.encode
        ),
    )

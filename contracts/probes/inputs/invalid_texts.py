"""Texts that a lenient parser takes for another value, or that make a server fail.

All of them are raw, already escaped for a URL. They are known from servers in many languages, and
independent of any API.
"""

from collections.abc import Iterator
from urllib.parse import quote

CANARY = "zq7"
"""A part of texts that a server may repeat in its answer, so that they can be recognised there."""

MARKUP = f"<script>{CANARY}"
"""Markup without a slash: some servers take an escaped one for the end of a segment."""
INJECTED = f"X-Injected-{CANARY}"

UNUSUAL_STRINGS: tuple[tuple[str, str], ...] = (
    ("a quotation mark", f"o%27{CANARY}"),
    ("a double quotation mark", f"o%22{CANARY}"),
    ("a backslash", f"o%5C{CANARY}"),
    ("an opened parenthesis", "%28%28"),
    ("markup", quote(MARKUP, safe="")),
    ("a line break and a header", f"x%0D%0A{INJECTED}:%20yes"),
    ("a NUL", f"x%00{CANARY}"),
    ("an accent", "caf%C3%A9"),
    ("letters beyond 16 bits", "%F0%9F%9B%8D"),
    ("another script, right to left", "%D9%85%D8%B1%D8%AD%D8%A8%D8%A7"),
    ("bytes that are no UTF-8", "caf%E9"),
    ("300 letters", "x" * 300),
    ("3000 letters", "x" * 3000),
    ("a format directive", "%25s%25n%25x"),
    ("a template expression", "%24%7B7*7%7D%7B%7B7*7%7D%7D"),
    ("a wildcard", "%25"),
)
"""Unusual values of any string: they may be refused or unknown, but must not fail the server."""

INJECTION_TEXTS: tuple[tuple[str, str], ...] = (
    ("a text that continues a query", "x%27%20OR%20%271%27%3D%271"),
    ("a text that continues a query of numbers", "x%27%20OR%201%3D1--%20"),
)

UNUSUAL_NUMBERS: tuple[tuple[str, str], ...] = (
    ("no number", f"abc{CANARY}"),
    ("no value", ""),
    ("a fraction", "1.5"),
    ("an exponent", "1e2"),
    ("nothing but a minus", "-"),
    ("not a number", "NaN"),
    ("no end", "Infinity"),
    ("null", "null"),
    ("a list", "%5B1%5D"),
    ("beyond 31 bits", str(2**31)),
    ("beyond 32 bits", str(2**32)),
    ("the largest of 63 bits", str(2**63 - 1)),
    ("beyond 63 bits", str(2**63)),
    ("beyond 64 bits", str(2**64)),
    ("below 31 bits", str(-(2**31) - 1)),
    ("below 63 bits", str(-(2**63) - 1)),
    ("minus one", "-1"),
    ("400 digits", "9" * 400),
    # Texts that a server may leave unanswered are not adjacent: several in a row end the run.
    ("a NUL", "1%00"),
    ("a quotation mark", "1%27"),
    ("bytes that are no UTF-8", "%FF"),
    ("markup", quote(MARKUP, safe="")),
    ("a broken escape", "%zz"),
    ("a digit of another script", "%D9%A1"),
)


def spellings_of(number: int) -> Iterator[tuple[str, str]]:
    """Yield raw texts that a lenient parser reads as `number`, other than its canonical decimal."""
    text, sign = str(abs(number)), "-" if number < 0 else ""
    other = "".join(chr(0x0660 + int(digit)) for digit in text)
    yield "letters after the digits", f"{number}abc"
    yield "a zero before the digits", f"{sign}0{text}"
    yield "two zeros before the digits", f"{sign}00{text}"
    yield "a fraction of zero", f"{number}.0"
    yield "a fraction", f"{number}.9"
    yield "a point at the end", f"{number}."
    yield "an exponent", f"{number}e0"
    yield "a space before", f"%20{number}"
    yield "a space after", f"{number}%20"
    yield "a tab after", f"{number}%09"
    yield "a line break after", f"{number}%0A"
    yield "digits of another script", sign + quote(other)
    yield "wide digits", sign + quote("".join(chr(0xFF10 + int(d)) for d in text))
    if len(text) > 1:
        yield "an underscore between digits", f"{sign}{text[0]}_{text[1:]}"
    yield "an underscore after a zero", f"{sign}0_{text}"
    yield "a comma after", f"{number},"
    yield "a list with one item", f"{number}%2C{number}"
    yield "a semicolon after", f"{number}%3B1"
    yield "hexadecimal", f"{sign}0x{abs(number):x}"
    yield "octal", f"{sign}0o{abs(number):o}"
    yield "binary", f"{sign}0b{abs(number):b}"
    yield "a NUL and more", f"{number}%00x"
    yield "quotation marks", f"%22{number}%22"
    yield "2 to the 64th more", str(number + 2**64)


def other_numbers(number: int) -> Iterator[tuple[str, str]]:
    """Yield canonical numbers that become `number` by overflow, rounding or a lost sign."""
    if number:
        yield "the other sign", str(-number)
    for bits in (16, 31, 32, 53):
        yield f"2 to the {bits} more", str(number + 2**bits)
    yield "2 to the 32 less", str(number - 2**32)


def unrelated_texts(number: int) -> Iterator[tuple[str, str]]:
    """Yield canonical numbers that are unrelated to `number`, as a control."""
    yield "an unrelated number", str(abs(number) % 1_000_000 + 7_368_787)
    yield "a long unrelated number", str(abs(number) % 1_000_000 + 618_033_988_749)

"""What a refusal shows of what was sent."""

from openapi.parameters.errors import MAX_SHOWN, not_allowed, sent_twice


def test_long_texts_are_shortened():
    """A message repeats the beginning of a text, in quotation marks."""
    refusal = not_allowed("x" * 500, "a number")

    assert refusal.problem.startswith('is "xxx')
    assert refusal.problem.endswith('…", allowed is a number')
    assert len(refusal.found) == MAX_SHOWN


def test_what_is_sent_is_printable():
    """Control characters of a name and a text are escaped."""
    assert sent_twice("a\nb", "\x1b[0m").problem.isprintable()
    assert sent_twice("a", "\x1b[0m").found.isprintable()

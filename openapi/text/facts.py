"""The text of a message for people: what is wrong, then one indented line for each fact."""

from openapi.text.printable import printable


def facts_text(what: str, **facts: str) -> str:
    r"""Return a message; an empty fact has no line.

    >>> facts_text("the port is in use", found="4010", allowed="", hint="choose another one")
    'the port is in use\n  found    4010\n  hint     choose another one'
    """
    lines = [f"  {name:<8} {printable(text)}" for name, text in facts.items() if text]
    return "\n".join([printable(what), *lines])

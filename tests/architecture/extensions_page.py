"""Writes `docs/reference/extensions.md` from the schemas that validate the extensions.

`python -m tests.architecture.extensions_page` replaces the page.
"""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "extensions.md"
VOCABULARY: Mapping[str, Any] = yaml.safe_load(
    (files("openapi") / "schemas" / "vocabulary.yaml").read_text("utf-8")
)
DEFINITIONS: Mapping[str, Any] = VOCABULARY["$defs"]
WORDS = [name for name in DEFINITIONS if name.startswith("x-")]

HEAD = (
    "# Extensions\n\n"
    "Keys that a document may have in addition to OpenAPI's own. Each one gives the mock and the "
    "checker something that a schema cannot express.\n"
    "A vendor's document stays as it is: an [overlay](../howto/extend-a-document.md) adds the keys "
    "from outside.\n\n"
    "`contracts lint FILE` lists a key with a wrong value, in a place where it is not read, or "
    "with a name that is nearly one of these.\n"
    "Another tool's key with the same name (`x-pagination: true`) is a warning, and is ignored.\n"
)


def page() -> str:
    """Return the text of the page."""
    sections = [HEAD, *(_word(name) for name in WORDS), _shared(), _foreign()]
    return "\n\n".join(section.rstrip() + "\n" for section in sections)


def _word(name: str) -> str:
    definition = DEFINITIONS[name]
    places = definition.get("kinds")
    lines = [f"## `{name}`", "", _text(definition["description"]), ""]
    lines += [
        f"- In: {', '.join(f'`{kind}`' for kind in places) if places else 'any object'}",
        f"- Type: {_type(definition)}",
        f"- Mock: {_text(definition['mock'])}",
        f"- Checker: {_text(definition['checker'])}",
    ]
    members = _members(definition)
    if members:
        lines += ["", *_table(members)]
    for example in definition["examples"]:
        lines += ["", "```yaml", written(name, example), "```"]
    return "\n".join(lines)


def _members(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    holder = definition.get("items", definition)
    required = holder.get("required", ())
    return {
        name: {**member, "is_required": name in required}
        for name, member in holder.get("properties", {}).items()
    }


def _table(members: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | type | meaning |"
    yield "|---|---|---|"
    for name, member in members.items():
        required = " (required)" if member.get("is_required") else ""
        yield f"| `{name}`{required} | {_type(member)} | {_meaning(name, member)} |"


def _meaning(name: str, member: Mapping[str, Any]) -> str:
    if "description" in member:
        return _text(member["description"])
    if name in WORDS or name == "broken":
        return f"see [`{name}`](#{name})"
    return _text(_followed(member)["description"])


def _followed(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = definition.get("$ref", "")
    if not reference:
        return definition
    found: Any = VOCABULARY
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return {**_followed(found), **{k: v for k, v in definition.items() if k != "$ref"}}


def _type(definition: Mapping[str, Any]) -> str:
    followed = _followed(definition)
    named = definition.get("$ref", "").rpartition("/")[2]
    if named in ("pointer", "lines", "rule-id"):
        return f"[{named}](#{named})"
    if "enum" in followed:
        return ", ".join(f"`{json.dumps(each).strip(chr(34))}`" for each in followed["enum"])
    if followed.get("type") == "array":
        return f"list of {_type(followed['items'])}"
    if followed.get("type") == "integer":
        return f"integer, {followed['minimum']} to {followed['maximum']}"
    if "oneOf" in followed and "type" not in followed:
        return " or ".join(_type(each) for each in followed["oneOf"])
    pattern = followed.get("pattern", "")
    kind = {"string": "text", "object": "object", "boolean": "boolean"}.get(
        followed.get("type", ""), "any value"
    )
    return f"{kind}, `{pattern}`" if pattern else kind


def written(name: str, value: Any) -> str:
    """Return an example as YAML: an object on one line, a list item by item."""
    is_block = not isinstance(value, dict)
    text: str = yaml.safe_dump(
        {name: value},
        default_flow_style=False if is_block else None,
        sort_keys=False,
        width=10_000,
    )
    return text.strip()


def _text(text: str) -> str:
    return " ".join(text.split())


def _shared() -> str:
    lines = ["## Types", ""]
    for name in ("pointer", "lines", "rule-id"):
        definition = DEFINITIONS[name]
        lines += [f"### {name}", "", _text(definition["description"]), ""]
        lines += [f"Pattern: `{definition['pattern']}`", ""]
    broken = DEFINITIONS["broken"]
    lines += ["### broken", "", _text(broken["description"]), "", *_table(_members(broken))]
    return "\n".join(lines)


def _foreign() -> str:
    lines = ["## Words of other tools", "", "| key | read as |", "|---|---|"]
    lines += [f"| `{name}` | {text} |" for name, text in VOCABULARY["foreign"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

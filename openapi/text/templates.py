"""HTML and scripts from template files; the only place that imports Jinja2."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

LOOK = Path(__file__).with_name("look.css")
"""The stylesheet of all pages: their colours and their type."""


def render_template(path: Path, **values: Any) -> str:  # noqa: ANN401 - templates take any value
    """Render a template; values are escaped unless marked as safe.

    It may import other templates of its folder.

    Raises:
        jinja2.UndefinedError: The template uses a name that has no value.
    """
    text: str = _environment(path.parent).get_template(path.name).render(values)
    return text


@cache
def _environment(folder: Path) -> Any:  # noqa: ANN401 - its type is imported late
    # Imported late: only a command that renders a page waits for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    def escaped(value: object) -> Markup:
        # The spelling of the standard library (`&quot;`), in place of Jinja2's own (`&#34;`).
        return value if isinstance(value, Markup) else Markup(escape(str(value)))  # noqa: S704

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=escaped,
    )

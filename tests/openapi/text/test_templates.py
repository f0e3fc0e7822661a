"""Templates escape values from outside, and a missing value is an error."""

import subprocess
import sys

import pytest
from jinja2 import UndefinedError

from openapi.text.templates import render_template


@pytest.fixture
def template(tmp_path):
    """Return a function that renders a text as a template."""

    def render(text, **values):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        return render_template(path, **values)

    return render


def test_values_are_escaped(template):
    """A value cannot close its element or attribute."""
    text = template('<a id="{{ x }}">{{ x }}</a>', x="\"'<b>&")

    assert text == '<a id="&quot;&#x27;&lt;b&gt;&amp;">&quot;&#x27;&lt;b&gt;&amp;</a>'


def test_values_of_macros_are_escaped_once(template):
    """Markup that a template makes stays markup, and the values in it are escaped once."""
    text = template("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(x) }}", x="<&>")

    assert text == "<b>&lt;&amp;&gt;</b>"


def test_missing_value_is_an_error(template):
    """A name without a value does not vanish from the page."""
    with pytest.raises(UndefinedError, match="'y' is undefined"):
        template("{{ y }}")


@pytest.mark.parametrize("module", ["contracts.reports.formats", "mock_server.asgi.app"])
def test_jinja_is_imported_for_the_first_page(module):
    """A text report, or a mock without a browser, does not wait for the import."""
    program = f"import sys, {module}; print('jinja2' in sys.modules)"
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "False\n"

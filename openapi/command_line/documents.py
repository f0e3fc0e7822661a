"""An option type of both commands; imports nothing heavy, so that `--help` is quick."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click


class DocumentPath(click.ParamType[Path]):
    """A document: a path, or a URL that is fetched once."""

    name = "path"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click has it
        param: click.Parameter | None,  # noqa: ARG002
        ctx: click.Context | None,  # noqa: ARG002
    ) -> Path:
        """Return the path of the document, or of the fetched copy.

        Raises:
            DocumentError: It cannot be fetched.
        """
        if not isinstance(value, str) or not value.lower().startswith(("http://", "https://")):
            return Path(value)
        from openapi.loading.references.remote import local_path  # noqa: PLC0415 - fast --help

        return local_path(value)

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return the documents of a variable, separated as paths are; URLs stay whole."""
        # The colons before `//` and before a port belong to a URL.
        return re.split(rf"{re.escape(os.pathsep)}(?!//)(?![0-9]{{1,5}}/)", rv)

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
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path of the document, or of the fetched copy.

        Raises:
            click.BadParameter: It cannot be fetched.
        """
        if not isinstance(value, str) or not value.lower().startswith(("http://", "https://")):
            return Path(value)
        from openapi.errors import ContractError  # noqa: PLC0415 - keeps --help fast
        from openapi.loading.references.remote import local_path  # noqa: PLC0415

        try:
            return local_path(value)
        except ContractError as error:
            self.fail(str(error), param, ctx)

    def split_envvar_value(self, rv: str) -> Sequence[str]:
        """Return the documents of a variable, separated as paths are; URLs stay whole."""
        # The colons before `//` and before a port belong to a URL.
        return re.split(rf"{re.escape(os.pathsep)}(?!//)(?![0-9]{{1,5}}/)", rv)

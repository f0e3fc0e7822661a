"""Settings of `contracts drift` and `contracts learn`, which read traffic without judging it."""

import re
from dataclasses import dataclass

from contracts.errors import OptionError
from contracts.run.settings.documents import DOCUMENTS
from contracts.run.settings.options import Option, from_option, from_options
from contracts.run.settings.server import WAIT, ServerSettings, read_wait

NEVER_SENT = frozenset({"unsafe"})
"""Options of other commands that these do not take: they send requests that only read."""

NOT_FOR_LEARNING = (
    NEVER_SENT
    | {option.name for option in DOCUMENTS}
    | {"env", "param", "data", "allow_production"}
)
"""Options about documents, which `learn` has none of."""

_NAME = re.compile("[a-z][a-z0-9_]*")
FAIL_ON = ("breaking", "likely", "any")
DRIFT_FORMATS = ("text", "json", "markdown")

_URL = Option(
    flags=("--url",),
    is_repeatable=True,
    metavar="URL",
    help="Where the API was in recordings; repeatable.  [default: the servers of the document, "
    "else the origin with the most JSON]",
)
_QUIET = Option(flags=("-q", "--quiet"), kind="flag", help="Show no progress and no notes.")


def _api_name(text: str) -> str:
    if text and not _NAME.fullmatch(text):
        raise OptionError(
            "this is not the short name of an API",
            where="--api",
            found=text,
            allowed=f"{_NAME.pattern}, as in x-api",
        )
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSettings(ServerSettings):
    """What both commands share."""

    urls: tuple[str, ...] = from_options((_URL,), tuple)
    wait_seconds: float = from_options((WAIT,), read_wait)
    is_quiet: bool = from_options((_QUIET,))  # whether progress and notes are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSettings(TrafficSettings):
    """What is compared, and what fails."""

    a: str = ""  # the first side, as typed: a document, a URL, a recording or a report
    b: str = ""  # the second side
    # The least impact that fails the run; `any` for every change.
    fail_on: str = from_option(
        "--fail-on",
        choices=FAIL_ON,
        default="breaking",
        is_default_shown=True,
        help="The least change that fails the run; a tentative one counts one step less.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnSettings(TrafficSettings):
    """What a document is learned from."""

    sources: tuple[str, ...] = ()  # recordings, or one URL
    # The short name of the API; empty for one made of its host.
    api: str = from_option(
        "--api",
        read=_api_name,
        default="",
        metavar="NAME",
        help="The short name of the API (x-api).  [default: made of its host]",
    )

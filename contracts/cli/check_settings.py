"""From the options of `contracts check`, as Click gives them, to settings."""

import os
from collections.abc import Mapping
from typing import Any

from contracts.cli.options import connection_settings
from contracts.http.client.limits import RequestBudget
from contracts.http.requests.credentials import parse_header
from contracts.reports.catalogue import REPORTS
from contracts.run import settings as s
from openapi.contract import Severity


def settings_from_options(options: Mapping[str, Any]) -> s.Settings:
    """Return what a check run is asked to do.

    Raises:
        OptionError: An option does not say what it should.
    """
    first = s.ReportFile(format=options["format"], path=options["output"] or "-")
    more = (s.parse_report(text, REPORTS) for text in options["report"])
    return s.Settings(
        targets=tuple(options["targets"]),
        specs=tuple(options["spec"]),
        root=options["root"],
        max_document_bytes=options["max_document_bytes"],
        max_document_files=options["max_document_files"],
        readings=s.parse_pairs(options["reading"], "--reading", "ID=NAME"),
        profile=s.PROFILES[options["profile"]],
        rule_sets=frozenset(options["rules"]),
        headers=tuple(parse_header(text) for text in options["header"]),
        known_values=s.parse_known(options["param"]),
        environ=dict(os.environ),
        env=frozenset(options["env"]),
        wait_seconds=s.parse_duration(options["wait"], "--wait"),
        timeout_seconds=s.parse_duration(options["timeout"], "--timeout"),
        seed=options["seed"],
        is_unsafe=options["unsafe"],
        is_probing_access=options["probe_access"],
        is_production_allowed=options["allow_production"],
        restraint=RequestBudget(
            per_second=options["rate"],
            max_requests=options["max_requests"],
            max_seconds=s.parse_duration(options["max_time"], "--max-time")
            if options["max_time"]
            else None,
            max_bytes=options["max_bytes"],
            max_server_errors=options["max_server_errors"],
        ),
        dialing=connection_settings(options),
        is_strict=options["strict"],
        reports=(first, *more),
        is_quiet=options["quiet"],
        witnesses=options["witnesses"],
        only=frozenset(options["only"]),
        skip=frozenset(options["skip"]),
        min_severity=Severity(options["severity"]),
    )

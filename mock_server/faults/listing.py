"""Faults as JSON, for the command `mock-server faults` and for the admin API."""

from mock_server.faults.kinds.rules import UnbreakableRule
from mock_server.faults.model.fault import Fault, Setting
from openapi.json.types import JSON


def fault_json(fault: Fault) -> dict[str, JSON]:
    """Return the JSON of a fault."""
    return {
        "id": fault.id,
        "kind": str(fault.kind),
        "summary": fault.summary,
        "api": fault.api,
        "operation": fault.operation,
        "statuses": [*fault.statuses],
        "settings": [setting_json(setting) for setting in fault.settings],
        "caught_by": [*map(str, fault.detected_by)],
        "also": [*map(str, fault.side_effects)],
        "query": dict(fault.query),
        "answers": fault.exchanges_needed,
    }


def setting_json(setting: Setting) -> dict[str, JSON]:
    """Return the JSON of a setting."""
    return {
        "name": setting.name,
        "summary": setting.summary,
        "default": setting.default,
        "minimum": setting.minimum,
        "maximum": setting.maximum,
    }


def unbreakable_json(rule: UnbreakableRule) -> dict[str, JSON]:
    """Return the JSON of a rule that no answer breaks."""
    return {"rule": rule.rule, "api": rule.api, "operation": rule.operation, "reason": rule.reason}

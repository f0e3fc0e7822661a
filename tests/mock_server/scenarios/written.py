"""Scenario files for tests, about the made-up warehouse API."""

from pathlib import Path
from textwrap import dedent

from mock_server.scenarios.library import load_scenario
from mock_server.scenarios.model.scenario import Scenario
from openapi.loading.document import load_contract

WAREHOUSE = Path(__file__).parents[2] / "fixtures" / "warehouse.yaml"
CONTRACTS = {"warehouse": load_contract(WAREHOUSE)}

START = 1_767_614_400.0  # 2026-01-05T12:00:00Z
STOCKTAKE = {"stocktake_id": "9d1f5a3c-2b4e-4c6d-8e7f-0a1b2c3d4e5f"}
OTHER_STOCKTAKE = {"stocktake_id": "11111111-2222-3333-4444-555555555555"}

COUNTING = """
    scenario: counting
    api: warehouse
    operation: followStocktake
    shows: Counting for ten seconds.
    time-digits: 0
    values:
      expected: {$integer: [100, 999]}
    ramps: [/counted]
    timeline:
      - at: 0s
        name: opened
        body:
          state: opened
          expected: {$value: expected}
          counted: 0
          missing: 0
          opened_at: {$time: start}
      - at: 2s
        merge: {state: counting, counted: 0}
      - at: 10s
        name: closed
        merge: {state: closed, counted: {$value: expected}, closed_at: {$time: begin+10s}}
"""

GOODS = """
    scenario: many-goods
    api: warehouse
    operation: listGoods
    shows: Seventy kinds of goods.
    resources:
      - count: 70
        timeline:
          - at: 0s
            body:
              code: {$join: [KE-, {$index: 1000}]}
              label: Kettle
              kilograms: 1.25
              fragile: false
              best_before: null
"""


def write(folder: Path, text: str, name: str = "written.yaml") -> Path:
    """Write a scenario file."""
    path = folder / name
    path.write_text(dedent(text), encoding="utf-8")
    return path


def scenario_of(folder: Path, text: str, name: str = "written.yaml") -> Scenario:
    """Write a scenario file about the warehouse and load it."""
    return load_scenario(write(folder, text, name), CONTRACTS)

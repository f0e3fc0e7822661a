"""The result: a table for the terminal, JSON for programs, a plot for people."""

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.speed.figures import Measurement, Row

NOISE = 0.2
"""Rates of one server that lie further apart between rounds say that the machine was busy."""

COLOURS = {"pass": "#2e7d32", "fail": "#c62828", "info": "#78909c", "wrong": "#000000"}
_WIDTH, _HEIGHT_OF_ROW, _MARGIN, _ROOM = 11.0, 0.34, 1.2, 1.8


def as_text(rows: Sequence[Row], unsteady: float) -> str:
    """Return the table, one line for each row, and a note on the machine."""
    lines = [line_of(row) for row in rows]
    missed = sum(row.verdict == "fail" for row in rows)
    refused = sum(row.verdict == "wrong" for row in rows)
    lines.append(f"{len(rows)} rows, {missed} below target, {refused} without a figure")
    if unsteady > NOISE:
        lines.append(
            f"The bare app's rate changed by {unsteady:.0%} between rounds: this machine is busy, "
            "believe the ratios by CPU time."
        )
    return "\n".join((*lines, ""))


def line_of(row: Row) -> str:
    """Return a row as a line; without a figure if answers were wrong."""
    figure = "" if row.figure is None else f"{row.figure:.2f} {row.unit}"
    target = "" if row.target is None else str(row.target)
    return f"{row.verdict:<8}{figure:>10}{target:>8}  {row.what}\n{'':28}{row.note}"


def as_json(
    rows: Sequence[Row],
    measurements: Mapping[str, Mapping[str, Sequence[Measurement]]],
    about: Mapping[str, str],
) -> str:
    """Return everything that was measured."""
    document = {
        "about": dict(about),
        "rows": [{**asdict(row), "verdict": row.verdict} for row in rows],
        "measurements": {
            contest: {
                name: [asdict(measurement) for measurement in those]
                for name, those in groups.items()
            }
            for contest, groups in measurements.items()
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def machine(generator: str) -> dict[str, str]:
    """Return the facts about the machine and the run."""
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load generator": generator,
        "load average at the start": f"{os.getloadavg()[0]:.1f}",
    }


def draw(rows: Sequence[Row], path: Path) -> None:
    """Draw the ratios as bars, with a line at each target.

    Args:
        rows: All rows; those that are no ratios are left out.
        path: Where to, as PNG.
    """
    import matplotlib as mpl  # noqa: PLC0415 - takes longer than the rest of the module
    from matplotlib.figure import Figure  # noqa: PLC0415 - the same

    shown = [row for row in rows if row.unit == "x"][::-1]
    mpl.use("agg")
    figure = Figure(figsize=(_WIDTH, _MARGIN + _HEIGHT_OF_ROW * len(shown)), layout="constrained")
    axes = figure.subplots()
    axes.set_xscale("log")
    axes.set_xlim(*limits(shown))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("ratio, logarithmic; a line across a bar is its target")
    axes.axvline(1.0, color="#b0bec5", linewidth=0.8)
    for place, row in enumerate(shown):
        figure_or_one = row.figure or 1.0
        axes.barh(place, figure_or_one - 1.0, left=1.0, color=COLOURS[row.verdict], height=0.5)
        if row.target is not None:
            axes.plot([row.target.limit], [place], marker="|", markersize=15, color="black")
        text = "no figure: wrong answers" if row.figure is None else f"{row.figure:.2f}"
        side = "left" if figure_or_one >= 1.0 else "right"
        axes.text(figure_or_one, place, f" {text} ", va="center", ha=side, fontsize=8)
    axes.set_yticks(range(len(shown)), [row.what for row in shown], fontsize=8)
    figure.savefig(path, dpi=130)


def limits(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the ends of the axis: every figure and target fits, with room for its text."""
    targets = [row.target.limit for row in rows if row.target is not None]
    values = [*(row.figure for row in rows if row.figure), *targets, 1.0]
    return min(values) / _ROOM, max(values) * _ROOM

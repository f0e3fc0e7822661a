"""Runs divided in this process: units and results pass through JSON, as between machines."""

import json
import re
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

from contracts.results.merging.report_json import as_json
from contracts.run.parallel.dividing import examine_divided
from contracts.run.parallel.units import (
    partial_from_json,
    partial_to_json,
    unit_from_json,
    unit_to_json,
)
from contracts.run.parallel.worker import CheckWorker
from tests.contracts.live import Reply


def through_json(value):
    """Return a value as another machine reads it."""
    return json.loads(json.dumps(value))


def in_this_process(sessions, run, seen=None):
    """Return what does units: one worker after the other, each with a transport of its own."""

    def do(schedule, budgets):
        while (unit := schedule.next()) is not None:
            share = budgets.begin(unit, run.transport.elapsed)
            if share is None:
                schedule.give_back(unit.number)
                schedule.stop("the requests of the run were sent")
                return
            sent = through_json(unit_to_json(unit, share))
            with closing(run.transport.another()) as transport:
                worker = CheckWorker(sessions, replace(run, transport=transport))
                partial = worker.do(*unit_from_json(sent))
            if seen is not None:
                seen.append(unit)
            back = partial_from_json(through_json(partial_to_json(partial)))
            budgets.end(unit, back.report.tally.requests, back.kept_bytes)
            schedule.finish(back)

    return do


def divided(workers, seen=None):
    """Return an examination in parts."""

    def examine(sessions, run):
        return examine_divided(
            sessions, run, workers=workers, do=in_this_process(sessions, run, seen)
        )

    return examine


def shelves(count, **more):
    """Return a document of several independent resources: a list, its items, a part of them."""
    paths = {}
    for number in range(count):
        item = {
            "type": "object",
            "required": ["id", "state"],
            "properties": {
                "id": {"type": "integer"},
                "state": {"type": "string", "enum": ["open", "done"]},
            },
        }
        value = {"id": number + 1, "state": "open"}
        own = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        paths[f"/s{number}"] = {
            "get": reading(f"list{number}", {"type": "array", "items": item}, [value])
        }
        paths[f"/s{number}/{{id}}"] = {
            "parameters": [own],
            "get": reading(f"show{number}", item, value),
        }
        paths[f"/s{number}/{{id}}/part"] = {
            "parameters": [own],
            "get": reading(f"part{number}", item, value),
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shelves", "version": "1"},
        "paths": {**paths, **more},
    }


def reading(name, schema, value):
    """Return an operation with one documented answer."""
    return {
        "operationId": name,
        "responses": {
            "200": {
                "description": "It.",
                "content": {"application/json": {"schema": schema, "example": value}},
            },
            "400": {"description": "Bad."},
            "404": {"description": "None."},
        },
    }


def shelf_server(broken=()):
    """Return the answers of a healthy server of shelves, but for paths with one of these texts."""

    def answer(seen):
        path = urlsplit(seen.target).path
        match = re.fullmatch(r"/s([0-9]+)(?:/([^/]*)(/part)?)?", path)
        if seen.method not in {"GET", "HEAD"}:
            return Reply(status=405, headers={"Allow": "GET, HEAD"})
        if match is None:
            return Reply(status=404, body={})
        value = {"id": int(match[1]) + 1, "state": "open"}
        if any(text in path for text in broken):
            value["state"] = "lost"
        if match[2] is None:
            return Reply(body=[value])
        if not re.fullmatch(r"[+-]?[0-9]+", match[2]):
            return Reply(status=400, body={})
        return Reply(body=value) if match[2] == str(value["id"]) else Reply(status=404, body={})

    return answer


def comparable(report, *, without=()):
    """Return a report as JSON, without what two runs have otherwise in any case."""
    found = as_json(report)
    for name in ("seconds", "started", *without):
        del found[name]
    found["notes"] = sorted(found["notes"])
    found["traffic"].pop("received_bytes")
    for operation in found["operations"]:
        del operation["seconds"]
    for finding in found["findings"]:
        for exchange in finding["exchanges"]:
            del exchange["at"], exchange["elapsed_ms"]
            if exchange["answer"]:
                exchange["answer"]["headers"] = [
                    pair for pair in exchange["answer"]["headers"] if pair[0].lower() != "date"
                ]
    return found

"""Writes the part of the published Kubernetes schemas that the tests of the manifests need.

    python -m tests.howto.kubernetes_schemas kubernetes_validate-1.37.0-py3-none-any.whl

The package has the schemas of every kind and release, 108 MB of them, and is not needed for eight
kinds of one release. What is kept is unchanged but for its descriptions.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from openapi.json.types import JSON

RELEASE = "1.34"
FOLDER = Path(__file__).parents[1] / "vendor" / "kubernetes-validate"
SCHEMAS = FOLDER / f"v{RELEASE}.json"
MEMBER = f"kubernetes_validate/kubernetes-json-schema/v{RELEASE}.0-local-strict/_definitions.json"

KINDS = {
    "apps/v1 Deployment": "io.k8s.api.apps.v1.Deployment",
    "apps/v1 StatefulSet": "io.k8s.api.apps.v1.StatefulSet",
    "autoscaling/v2 HorizontalPodAutoscaler": "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
    "batch/v1 Job": "io.k8s.api.batch.v1.Job",
    "networking.k8s.io/v1 NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
    "policy/v1 PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
    "v1 PersistentVolumeClaim": "io.k8s.api.core.v1.PersistentVolumeClaim",
    "v1 Service": "io.k8s.api.core.v1.Service",
}
"""The definition of each kind that the manifests use."""


def main(wheel: str) -> None:
    """Write the schemas of `KINDS`, and the licence beside them."""
    with ZipFile(wheel) as archive:
        definitions = json.loads(archive.read(MEMBER))["$defs"]
        [licence] = [name for name in archive.namelist() if name.endswith("/licenses/LICENSE")]
        (FOLDER / "LICENSE").write_bytes(archive.read(licence))
    kept: dict[str, JSON] = {}
    pending = [*KINDS.values()]
    while pending:
        name = pending.pop()
        if name not in kept:
            kept[name] = without_descriptions(definitions[name])
            pending += (target.rsplit("/", 1)[-1] for target in targets(definitions[name]))
    text = json.dumps({"$defs": kept}, indent=1, sort_keys=True)
    SCHEMAS.write_text(text + "\n", encoding="utf-8")


def targets(schema: JSON) -> Iterator[str]:
    """Yield the targets of all references in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from targets(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from targets(value)


def without_descriptions(schema: JSON) -> JSON:
    """Return a schema without its texts for people; a property may be called `description`."""
    if isinstance(schema, dict):
        return {
            name: without_descriptions(value)
            for name, value in schema.items()
            if name != "description" or not isinstance(value, str)
        }
    return [*map(without_descriptions, schema)] if isinstance(schema, list) else schema


if __name__ == "__main__":
    main(sys.argv[1])

"""The manifests for Kubernetes and the compose file of replicas, without a cluster or an engine."""

import http.client
import json
import os
from pathlib import Path
from unittest.mock import patch

import click
import jsonschema_rs
import pytest
import yaml

from contracts.cli.main import contracts
from mock_server.cli.main import main as mock_server
from tests.acceptance.commands import mock_process
from tests.howto.kubernetes_schemas import KINDS, SCHEMAS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "howto" / "kubernetes"
MANIFESTS = {
    f"{path.stem}-{each['kind']}-{each['metadata']['name']}": each
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for each in yaml.safe_load_all(path.read_text(encoding="utf-8"))
}
PODS = {
    name: each["spec"]["template"] for name, each in MANIFESTS.items() if "template" in each["spec"]
}
CONTAINERS = {
    f"{name}-{container['name']}": (container, pod["spec"])
    for name, pod in PODS.items()
    for container in pod["spec"]["containers"]
}
COMPOSE_SCHEMA = ROOT / "tests" / "vendor" / "docker-compose" / "compose_spec.json"
COMPOSE = yaml.safe_load((ROOT / "compose.replicas.yaml").read_text(encoding="utf-8"))
DEFINITIONS = json.loads(SCHEMAS.read_text(encoding="utf-8"))["$defs"]

each_manifest = pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
each_container = pytest.mark.parametrize(("container", "pod"), CONTAINERS.values(), ids=CONTAINERS)


def problems(manifest):
    """Return what the schema of Kubernetes refuses in a manifest, with its place."""
    kind = KINDS[f"{manifest['apiVersion']} {manifest['kind']}"]
    judge = jsonschema_rs.validator_for(
        {"$ref": f"#/$defs/{kind}", "$defs": DEFINITIONS}, validate_formats=False
    )
    return [
        f"/{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in judge.iter_errors(manifest)
    ]


def pods_of(labels):
    """Return the names of the pods that have these labels."""
    return [
        name for name, pod in PODS.items() if labels.items() <= pod["metadata"]["labels"].items()
    ]


@each_manifest
def test_manifests_are_those_of_kubernetes(manifest):
    """Every key and value is one that the API of Kubernetes 1.34 knows."""
    assert problems(manifest) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("readOnlyRootFilesystem", "readonlyRootFilesystem"),
        ("containerPort: 4010", "containerPort: http"),
        ("averageUtilization: 60", "averageUtilisation: 60"),
        ("minAvailable: 1", "minAvailable: {}"),
        ("cpu: 250m", "cpu: [250]"),
        ("protocol: UDP", "protocols: UDP"),
        ("podSelector:", "podSelectors:"),
        ("onExitCodes:", "onExitCode:"),
        ("backoffLimitPerIndex: 2", "backoffLimitPerIndex: two"),
    ],
)
def test_wrong_manifests_are_refused(right, wrong):
    """A misspelt key or a value of another type is found: the test above means something."""
    found = [
        problem
        for path in sorted(FOLDER.glob("*.yaml"))
        if right in (text := path.read_text(encoding="utf-8"))
        for each in yaml.safe_load_all(text.replace(right, wrong))
        for problem in problems(each)
    ]

    assert found


@each_container
def test_containers_have_no_rights(container, pod):
    """No container runs as root, writes to its image, or may get further rights."""
    own, shared = container["securityContext"], pod["securityContext"]

    assert shared["runAsNonRoot"]
    assert shared["runAsUser"] > 0
    assert shared["seccompProfile"] == {"type": "RuntimeDefault"}
    assert own["readOnlyRootFilesystem"]
    assert not own["allowPrivilegeEscalation"]
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert pod["automountServiceAccountToken"] is False


@each_container
def test_containers_state_what_they_need(container, pod):
    """The scheduler knows the load of each container, and its memory is bounded."""
    assert set(container["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container["resources"]["limits"]
    mounted = {mount["name"] for mount in container.get("volumeMounts", ())}
    volumes = {volume["name"] for volume in pod.get("volumes", ())}
    assert mounted - volumes <= {"data"}


@each_container
def test_secrets_are_referred_to(container, pod):
    """No password or token is in a manifest: each is a reference to the one Secret."""
    for variable in container.get("env", ()):
        if "value" not in variable:
            reference = variable["valueFrom"]["secretKeyRef"]
            assert reference["name"] == "specimen"
        assert "://" not in variable.get("value", "")
    assert {each["secretRef"]["name"] for each in container.get("envFrom", ())} <= {"credentials"}
    assert pod["enableServiceLinks"] is False


def test_credentials_are_only_where_requests_are_sent_with_them():
    """The run of a fleet divides the work, so that only its workers get the credentials."""
    having = {name for name, (container, _) in CONTAINERS.items() if container.get("envFrom")}

    assert having == {"campaign-Job-campaign-fuzz", "fleet-Deployment-workers-worker"}


@each_manifest
def test_selectors_select_pods(manifest):
    """Services, autoscaler, budgets and policies are about pods that exist, and ports they have."""
    spec, ports = manifest["spec"], {"http", "redis"}
    selector = spec.get("podSelector", spec.get("selector", {}))
    labels = selector.get("matchLabels", selector)

    assert not labels or pods_of(labels)
    if manifest["kind"] == "Service":
        [name] = pods_of(labels)
        assert {port["targetPort"] for port in spec["ports"]} <= ports
        assert {port["name"] for c in PODS[name]["spec"]["containers"] for port in c["ports"]}
    if manifest["kind"] == "HorizontalPodAutoscaler":
        target = spec["scaleTargetRef"]
        assert f"mock-{target['kind']}-{target['name']}" in MANIFESTS


def words_of(container):
    """Return the command and the words that a container runs, with the number of a pod."""
    words = [*container.get("command", ["mock-server"]), *container.get("args", ())]
    if words[0] == "sh":
        words = words[-1].partition("exec ")[2].split()
    program, name, *rest = (word.replace("$(JOB_COMPLETION_INDEX)", "3") for word in words)
    group = {"mock-server": mock_server, "contracts": contracts}[program]
    return group.get_command(click.Context(group), name), rest


@pytest.mark.parametrize(
    "container",
    [container for container, _ in CONTAINERS.values() if "specimen" in container["image"]],
    ids=[name for name, (container, _) in CONTAINERS.items() if "specimen" in container["image"]],
)
def test_words_and_variables_are_those_of_the_commands(container):
    """Each option and each variable of a manifest is one that the command has."""
    command, words = words_of(container)
    prefix = "MOCK_SERVER" if command.name == "serve" else f"CONTRACTS_{command.name}".upper()
    names = {f"{prefix}_{parameter.name}".upper() for parameter in command.params}
    given = {variable["name"] for variable in container.get("env", ())}
    environ = dict.fromkeys(given, "redis://store:6379/0") | {"MOCK_SERVER_LOG": "json"}

    assert given <= names
    with patch.dict(os.environ, environ):
        command.make_context(command.name, words, auto_envvar_prefix=prefix)


def test_probes_are_answered_under_any_name_and_without_the_token():
    """The kubelet asks by the address of the pod; the admin API would refuse it."""
    [(container, _)] = [each for name, each in CONTAINERS.items() if name.startswith("mock-")]
    paths = {container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness")}
    paths.add(container["readinessProbe"]["httpGet"]["path"])
    token = {"MOCK_SERVER_ADMIN_TOKEN": "s3cret"}
    with mock_process("--admin", "--admin-host", "mock", env=token) as mock:

        def status(path):
            connection = http.client.HTTPConnection(*mock.address)
            connection.request("GET", path, headers={"Host": "10.1.2.3:4010"})
            found = connection.getresponse().status
            connection.close()
            return found

        assert {status(path) for path in paths} == {200}
        assert status("/__admin/health") == 403


@pytest.mark.parametrize("name", ["compose.yaml", "compose.replicas.yaml"])
def test_compose_files_are_those_of_the_specification(name):
    """Each key and value is one that the Compose Specification knows, and a misspelt one is not."""
    text = (ROOT / name).read_text(encoding="utf-8")
    judge = jsonschema_rs.validator_for(
        json.loads(COMPOSE_SCHEMA.read_text(encoding="utf-8")), validate_formats=False
    )

    assert [error.message for error in judge.iter_errors(yaml.safe_load(text))] == []
    for right, wrong in (("read_only:", "readonly:"), ("depends_on:", "depend_on:")):
        assert right in text
        assert not judge.is_valid(yaml.safe_load(text.replace(right, wrong)))


def test_compose_file_has_two_replicas_without_rights():
    """Both replicas share the store, and only the proxy is reached from this machine."""
    services = COMPOSE["services"]
    mocks = [services["mock-1"], services["mock-2"]]

    assert all(mock["environment"]["MOCK_SERVER_STORE"] == "redis://redis:6379/0" for mock in mocks)
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]
    assert all(port.startswith("127.0.0.1:") for port in services["proxy"]["ports"])
    assert COMPOSE["networks"]["inside"]["internal"]
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in services.values())


def test_compose_file_mounts_the_proxys_configuration():
    """It names both replicas, and is a file: an engine writes no other into a read-only service."""
    [mount] = COMPOSE["services"]["proxy"]["volumes"]
    source, target, mode = mount.split(":")
    proxy = (ROOT / source).read_text(encoding="utf-8")

    assert (target, mode) == ("/etc/nginx/conf.d/default.conf", "ro")
    assert "configs" not in COMPOSE
    assert all(f"server {name}:4010" in proxy for name in ("mock-1", "mock-2"))
    # Nothing refuses connections at the address of a container that was killed.
    assert "proxy_connect_timeout 1s;" in proxy


def test_compose_file_lets_the_replicas_reach_the_store():
    """Without a password, the store would refuse all but its own machine."""
    command = COMPOSE["services"]["redis"]["command"]

    assert command[command.index("--protected-mode") + 1] == "no"
    assert COMPOSE["services"]["redis"]["networks"] == ["inside"]

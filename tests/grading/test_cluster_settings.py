"""The settings in docs/cluster, as the libraries that read them take them.

distributed comes with the course. dask-jobqueue and dask-kubernetes do not: where they are installed, their own job
script and their own schema judge the files (`pip install dask-jobqueue dask-kubernetes`).
"""

from importlib.util import find_spec
from pathlib import Path

import dask
import distributed
import pytest
import yaml
from distributed.security import Security
from jsonschema import validate

from autograder.lessons import REPOSITORY

FOLDER = REPOSITORY / "docs" / "cluster"


def settings(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def closed(schema):
    "The schema, refusing what it does not name."
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    named = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
    return {**named, **{key: closed(value) for key, value in schema.items()}}


def installed(package):
    spec = find_spec(package)
    if spec is None:
        pytest.skip(f"{package.replace('_', '-')} is not installed")
    return Path(spec.submodule_search_locations[0])


def test_distributed_knows_each_setting():
    schema = yaml.safe_load((Path(distributed.__file__).parent / "distributed-schema.yaml").read_text())
    validate(settings("distributed.yaml"), closed(schema))


@pytest.fixture
def security():
    "Of a scheduler, a worker or a client on a machine with these settings."
    with dask.config.set(dask.config.merge(dask.config.config, settings("distributed.yaml"))):
        return Security()


def test_everybody_asks_for_encryption_with_the_same_files(security):
    assert security.require_encryption and security.tls_ca_file == "/secure/ca.pem"
    assert security.tls_worker_cert == security.tls_client_cert == security.tls_scheduler_cert == "/secure/node.pem"


def test_dask_jobqueue_makes_a_job_of_one_thread_past_tls(security):
    known = yaml.safe_load((installed("dask_jobqueue") / "jobqueue.yaml").read_text())["jobqueue"]["slurm"]
    ours = settings("jobqueue.yaml")["jobqueue"]["slurm"]
    assert ours.keys() <= known.keys()
    from dask_jobqueue.slurm import SLURMJob

    with dask.config.set({"jobqueue.slurm": {**known, **ours}}):
        job = SLURMJob("tls://127.0.0.1:8786", "0", config_name="slurm", protocol="tls://", security=security)
    script = job.job_script()
    named = ("-J course-grader", "--cpus-per-task=1", "-t 02:00:00", "--nthreads 1", "--tls-ca-file /secure/ca.pem")
    assert [part for part in named if part not in script] == [], script


def test_dask_kubernetes_takes_the_cluster():
    "With every field that it has: Kubernetes drops what the operator's schema does not name, without a word."
    charts = installed("dask_kubernetes") / "operator" / "deployment" / "helm"
    resource = yaml.safe_load((charts / "dask-kubernetes-operator" / "crds" / "daskcluster.yaml").read_text())
    (version,) = [v for v in resource["spec"]["versions"] if v["name"] == "v1"]
    ours = settings("kubernetes.yaml")
    assert ours["apiVersion"] == f"{resource['spec']['group']}/v1" and ours["kind"] == resource["spec"]["names"]["kind"]
    schema = version["schema"]["openAPIV3Schema"]
    validate({"spec": ours["spec"]}, closed({**schema, "properties": {"spec": schema["properties"]["spec"]}}))


def test_the_images_of_workers_get_what_judging_imports():
    "`COPY` of the worker's image: whole folders and files that exist, and neither solutions nor lessons."
    lines = [line.split() for line in (FOLDER / "worker.Dockerfile").read_text().splitlines()]
    copied = [name for line in lines if line[:1] == ["COPY"] for name in line[2:-1]]
    assert {"autograder", "course_lib", "setup.py", "settings.ini"} <= set(copied)
    assert all((REPOSITORY / name).exists() for name in copied)
    assert not {"solutions", "lessons", "."} & set(copied)

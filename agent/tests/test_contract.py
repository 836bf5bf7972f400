"""The agent says what the contract says, byte for byte where bytes matter."""

import gzip
import json
import time
from pathlib import Path
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nadi_agent import CAPABILITIES, channel, identity
from nadi_agent.collect import inventory, reboot, sample, services, updates
from nadi_agent.spool import Spool

CONTRACT = Path(__file__).parents[1] / "contract" / "v1"


def contract(name: str) -> dict:
    return json.loads((CONTRACT / name).read_text())


VECTORS = contract("vectors.json")
ME = identity.Identity(
    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["private_key_seed_hex"]))
)


def test_the_name_follows_from_the_key() -> None:
    assert ME.public_key == VECTORS["public_key"]
    assert ME.agent == VECTORS["agent"]


@pytest.mark.parametrize("act", ["enrol", "handshake"])
def test_signatures_are_those_of_the_samples(act: str) -> None:
    assert ME.sign(VECTORS[f"{act}_text"]) == contract(f"{act}.request.json")["signature"]


def test_the_mac_is_that_of_the_vectors() -> None:
    import base64

    key = base64.b64decode(VECTORS["session_key"])
    body = bytes.fromhex(VECTORS["report_body_hex"])
    assert channel.report_mac(key, VECTORS["report_sent_at"], body) == VECTORS["report_mac"]


class Recorder(channel.Channel):
    """Keeps what would have been sent."""

    def post(self, path: str, body: bytes, headers: dict) -> dict:
        self.path, self.body, self.headers = path, json.loads(body), headers
        return contract("handshake.answer.json")


def test_greetings_have_the_shape_of_the_samples() -> None:
    recorder = Recorder("https://nadi.example")
    hardware = {"board": "5f1d7a84db00d2fc", "nics": "1b4f0e9851971998"}
    facts = {"name": "fs02", "kind": "server", "platform": "linux"}
    channel.enrol(recorder, ME, "a token", facts, hardware)
    assert _shape(recorder.body) == _shape(contract("enrol.request.json"))
    assert recorder.body["capabilities"] == list(CAPABILITIES)
    enrolment = identity.Enrolment("https://nadi.example", ME.agent)
    session = channel.shake_hands(recorder, ME, enrolment, "a boot", hardware)
    assert _shape(recorder.body) == _shape(contract("handshake.request.json"))
    assert session.id == contract("handshake.answer.json")["session"]


def test_a_report_has_the_shape_of_the_sample(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db", "6f2c1f0e-8f5b-4f0a-9c7e-2f6a6d1f4b11")
    look = sample.read()
    spool.add_sample("2026-11-23T08:10:00.000Z", sample.parse(look, sample.read()))
    wanted = contract("report.request.json")
    for observation in wanted["observations"]:
        spool.add_observation(observation["kind"], observation["at"], observation["body"])
    sealed = spool.seal()
    spool.close()
    said = json.loads(gzip.decompress(sealed.body))
    assert set(said) == set(wanted)
    assert said["observations"] == wanted["observations"]
    assert set(said["samples"][0]) == {"at", "values"}
    assert len(said["names"]) == len(said["samples"][0]["values"])


@pytest.fixture
def few_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """apt reads lists of sixty thousand packages, two seconds; the fields have names without."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "apt.conf").write_text(f'Dir::State::Lists "{tmp_path}/lists";\n')
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))


@pytest.mark.parametrize("module", [inventory, services, reboot, updates])
def test_observations_of_this_machine_have_the_fields_of_the_sample(
    module: ModuleType, few_packages: None
) -> None:
    kind = module.__name__.rpartition(".")[2]
    said = contract("report.request.json")["observations"]
    wanted = {each["kind"]: each["body"] for each in said}
    found = module.read()
    assert set(found) == set(wanted[kind])
    for name, value in wanted[kind].items():
        if isinstance(value, dict):
            assert set(found[name]) == set(value), name


def test_about_thirty_values_a_minute() -> None:
    before = sample.read()
    time.sleep(0.1)
    values = sample.parse(before, sample.read())
    assert 20 <= len(values) <= 60
    for name in ("cpu.percent", "memory.percent", "disk.percent:/", "uptime_s", "processes"):
        assert isinstance(values[name], float | int), name


def _shape(message: dict) -> dict:
    return {name: type(value) for name, value in message.items()}

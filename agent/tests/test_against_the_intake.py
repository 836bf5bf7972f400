"""The two strangers together: the real agent against a real intake and a real database.

Whatever order of measuring, sending, losing answers and dying: nothing is lost, nothing is doubled.
"""

import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nadi.fleet.tests.conftest import IntakeProcess, _intake, intake, intake_database
from nadi_agent import channel, identity, moments, runner
from nadi_agent.__main__ import main
from nadi_agent.collect import updates_apt
from nadi_agent.spool import Spool

__all__ = ["_intake", "intake", "intake_database"]
pytestmark = pytest.mark.django_db
STEPS = ["measure", "observe", "send", "lose the answer", "die", "an old copy arrives", "new disk"]


@pytest.fixture(autouse=True)
def _a_package_manager_that_answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {"known": True, "updates": [], "held": []}
    monkeypatch.setattr(updates_apt, "read", lambda: nothing)


def enrolled(intake: IntakeProcess, home: Path) -> int:
    token = intake.token(approves=True)
    arguments = ["enrol", "--dir", str(home), "--server", intake.address, "--token", token]
    assert main(arguments) == 0
    agent = identity.load_key(home).agent
    return intake.one("SELECT device_id FROM fleet_agent WHERE name = %s", agent)


class Life:
    """An agent whose every step can be cut short."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.measured: list[datetime] = []
        self.observed: list[int] = []
        self.old_copies: list[bytes] = []
        self.names = ["cpu.percent"]
        self.clock = datetime.now(timezone.utc) - timedelta(hours=20)
        self.be_born()

    def be_born(self) -> None:
        me, enrolment = identity.load_key(self.home), identity.load_enrolment(self.home)
        self.spool = Spool(runner.spool_path(self.home), runner.new_boot())
        self.speaker = runner.Speaker(me, enrolment, self.spool)

    def take(self, step: str) -> None:
        if step == "measure":
            self.clock += timedelta(seconds=60)
            self.measured.append(self.clock.replace(microsecond=0))
            values = {name: float(len(self.measured)) for name in self.names}
            self.spool.add_sample(moments.text(self.measured[-1]), values)
        elif step == "observe":
            self.observed.append(len(self.observed))
            body = {"number": self.observed[-1]}
            self.spool.add_observation("reboot", moments.text(self.clock), body)
        elif step == "send":
            self.speaker.send_one()
        elif step == "lose the answer":
            sealed = self.spool.seal()
            if sealed is not None:
                self.old_copies.append(sealed.body)
                channel.report(self.speaker.channel, self.speaker._session(), sealed.body)
        elif step == "an old copy arrives" and self.old_copies:
            body = random.choice(self.old_copies)
            again = channel.report(self.speaker.channel, self.speaker._session(), body)
            assert again["again"] is True
        elif step == "new disk":
            self.names = [*self.names, f"disk.percent:/d{len(self.names)}"][-3:]
        elif step == "die":
            self.spool.db.close()
            self.be_born()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(STEPS), max_size=30))
def test_nothing_is_lost_and_nothing_is_doubled(
    intake: IntakeProcess, tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    home = tmp_path_factory.mktemp("agent")
    device_id = enrolled(intake, home)
    life = Life(home)
    for step in steps:
        life.take(step)
    life.speaker.drain()
    stored = intake.rows("SELECT at FROM fleet_sample WHERE device_id = %s ORDER BY at", device_id)
    assert [row[0] for row in stored] == life.measured
    observed = intake.rows(
        "SELECT (body->>'number')::int FROM fleet_observation WHERE device_id = %s ORDER BY 1",
        device_id,
    )
    assert [row[0] for row in observed] == life.observed
    life.spool.close()


DRIVER = """
import sys, threading, time
from pathlib import Path
from datetime import datetime, timedelta, timezone
from nadi_agent import identity, moments, runner
from nadi_agent.spool import Spool
home, log = Path(sys.argv[1]), open(sys.argv[2], "a")
boot = runner.new_boot()
def speak():
    speaker = runner.Speaker(identity.load_key(home), identity.load_enrolment(home),
                             Spool(runner.spool_path(home), boot))
    speaker.draw.uniform = lambda low, high: 0.001
    speaker.speak(wake, threading.Event())
wake = threading.Event()
spool = Spool(runner.spool_path(home), boot)
threading.Thread(target=speak, daemon=True).start()
for number in range(1_000_000):
    at = moments.text(datetime.now(timezone.utc))
    spool.add_sample(at, {"cpu.percent": float(number)})
    spool.add_observation("reboot", at, {"at": at})
    print(at, file=log, flush=True)
    wake.set()
    time.sleep(0.004)
"""


@pytest.mark.slow
def test_kill_9_of_agent_and_intake_while_reports_flow(
    intake: IntakeProcess, tmp_path: Path
) -> None:
    home, log = tmp_path / "agent", tmp_path / "said.log"
    device_id = enrolled(intake, home)
    draw = random.Random(7)
    for life in range(5):
        agent = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(home), str(log)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stderr=subprocess.DEVNULL,
        )
        time.sleep(draw.uniform(0.7, 1.3))
        if life in (1, 3):
            intake.kill()
            time.sleep(0.2)
            intake.start()
            time.sleep(0.5)
        agent.kill()
        agent.wait(10)
    me, enrolment = identity.load_key(home), identity.load_enrolment(home)
    runner.Speaker(me, enrolment, Spool(runner.spool_path(home), runner.new_boot())).drain()
    said = log.read_text().split()
    rows = intake.rows("SELECT at FROM fleet_sample WHERE device_id = %s", device_id)
    stored = {moments.text(row[0]) for row in rows}
    observed = intake.rows(
        "SELECT body->>'at' FROM fleet_observation WHERE device_id = %s", device_id
    )
    assert len(said) > 100
    assert set(said) <= stored, "everything the spool took has arrived"
    assert set(said) <= {row[0] for row in observed}
    assert len(observed) == len({row[0] for row in observed}), "and nothing twice"
    assert len(observed) <= len(said) + 5, "a killed agent may have spooled one more than it logged"


def test_the_whole_agent_once(
    intake: IntakeProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "agent"
    device_id = enrolled(intake, home)
    source = tmp_path / "data"
    source.mkdir()
    (source / "letter.txt").write_text("kept")
    manifest = ["manifest", "--dir", str(home), "--job", "files", "--root", str(source)]
    assert main([*manifest, "--quiet-hours", "-1"]) == 0
    run = capsys.readouterr().out.split()[-1]
    result = ["backup-result", "--dir", str(home), "--job", "files", "--run", run]
    assert main([*result, "--outcome", "ok", "--snapshot", "4bb8f1d2"]) == 0
    assert main(["once", "--dir", str(home)]) == 0
    kinds = intake.rows(
        "SELECT DISTINCT kind FROM fleet_observation WHERE device_id = %s ORDER BY 1", device_id
    )
    expected = {"backup", "inventory", "manifest", "reboot", "services", "updates"}
    assert {row[0] for row in kinds} == expected
    body = intake.one(
        "SELECT body FROM fleet_observation WHERE device_id = %s AND kind = 'manifest'", device_id
    )
    assert (body["run"], body["files"][0]["size"]) == (run, 4)
    assert main(["status", "--dir", str(home)]) == 0
    assert "Waiting: 0 samples, 0 observations" in capsys.readouterr().out


def test_an_agent_that_is_refused_keeps_what_it_measured(
    intake: IntakeProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "agent"
    device_id = enrolled(intake, home)
    intake.rows("UPDATE fleet_device SET state = 'quarantined' WHERE id = %s", device_id)
    assert main(["once", "--dir", str(home)]) == 4
    assert "in quarantine until a person decides" in capsys.readouterr().err
    intake.heard("UPDATE fleet_device SET state = 'active' WHERE id = %s", device_id)
    assert main(["once", "--dir", str(home)]) == 0
    assert intake.samples_of(device_id) == 2


def test_a_server_that_is_away_loses_nothing(tmp_path: Path, intake: IntakeProcess) -> None:
    home = tmp_path / "agent"
    device_id = enrolled(intake, home)
    intake.kill()
    assert main(["once", "--dir", str(home)]) == 5
    intake.start()
    assert main(["once", "--dir", str(home)]) == 0
    assert intake.samples_of(device_id) == 2

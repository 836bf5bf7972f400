"""Parts die and are started again, with more patience each time; strangers are left alone."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from nadi.running.folder import DataFolder, read_json
from nadi.running.parts import FIRST_WAIT, LONGEST_WAIT, Part, end_leftovers, how_it_ended
from nadi.running.supervisor import Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Part]:
    made = Part("sleeper", SLEEPER, {}, tmp_path / "sleeper.log")
    yield made
    made.ask_to_stop()
    made.stop(2)


def _until(true: Callable[[], object], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_a_killed_part_runs_again_after_its_pause(part: Part) -> None:
    part.start()
    assert part.process is not None
    first = part.process.pid
    assert part.mend(time.monotonic()) is None
    part.process.kill()
    _until(lambda: not part.alive)
    now = time.monotonic()
    assert part.mend(now) == "sleeper was ended by signal SIGKILL; it starts again in 0.2 s."
    assert part.mend(now + FIRST_WAIT / 2) is None
    assert part.mend(now + FIRST_WAIT) == "sleeper runs again."
    assert part.process.pid != first
    assert part.about()["restarts"] == 1


def test_each_death_doubles_the_pause_up_to_a_bound(tmp_path: Path) -> None:
    dying = Part("dying", [sys.executable, "-c", "raise SystemExit(3)"], {}, tmp_path / "log")
    dying.start()
    now, pauses = time.monotonic(), []
    for _ in range(10):
        _until(lambda: not dying.alive)
        dying.mend(now)
        pauses.append(round(dying.not_before - now, 3))
        now = dying.not_before
        dying.mend(now)
        dying.started_at = now  # the test's clock runs ahead of the real one
    assert pauses[:4] == [0.2, 0.4, 0.8, 1.6]
    assert pauses[-1] == LONGEST_WAIT


def test_a_steady_life_is_forgiven(part: Part) -> None:
    part.start()
    part.failures = 6
    part.started_at -= 120
    assert part.process is not None
    part.process.kill()
    _until(lambda: not part.alive)
    now = time.monotonic()
    part.mend(now)
    assert part.not_before - now == pytest.approx(FIRST_WAIT)


def test_a_part_that_does_not_want_to_end_is_ended(tmp_path: Path) -> None:
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=1)\n"
    stubborn = Part("s", [sys.executable, "-c", code + "time.sleep(60)"], {}, tmp_path / "log")
    stubborn.start()
    _until(lambda: (tmp_path / "log").read_text())
    stubborn.ask_to_stop()
    stubborn.stop(0.2)
    assert not stubborn.alive


def test_leftovers_are_ended_and_a_number_given_anew_is_spared() -> None:
    with (
        subprocess.Popen(SLEEPER) as leftover,
        subprocess.Popen(SLEEPER) as stranger,
    ):
        born = psutil.Process(leftover.pid).create_time()
        recorded = {
            "worker": {"pid": leftover.pid, "born": born},
            "web": {"pid": stranger.pid, "born": born - 3600},
            "gone": {"pid": None, "born": 0},
            "nonsense": 5,
        }
        assert end_leftovers(recorded) == ["worker"]
        assert not psutil.pid_exists(leftover.pid)
        assert stranger.poll() is None
        stranger.kill()


def test_a_log_that_grew_large_is_turned_over(part: Part) -> None:
    part.log.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    part.start()
    assert part.log.with_name("sleeper.log.1").exists()
    assert part.log.stat().st_size < 1024


def test_an_end_is_said_in_words() -> None:
    assert how_it_ended(-9) == "was ended by signal SIGKILL"
    assert how_it_ended(2) == "ended with code 2"


def test_the_supervisor_writes_down_what_died_and_mends_it(tmp_path: Path) -> None:
    folder, said = DataFolder(tmp_path), list[str]()
    supervisor = Supervisor(folder, None, said.append)
    supervisor.add(Part("sleeper", SLEEPER, {}, tmp_path / "log"))
    try:
        before = read_json(folder.processes)["sleeper"]
        assert isinstance(before, dict)
        psutil.Process(before["pid"]).kill()
        _until(lambda: not supervisor.parts[0].alive)
        supervisor.mend()
        ill = read_json(folder.processes)["sleeper"]
        assert isinstance(ill, dict)
        assert (ill["pid"], ill["sentence"]) == (None, "was ended by signal SIGKILL")
        _until(lambda: supervisor.mend() or supervisor.parts[0].alive)
        well = read_json(folder.processes)["sleeper"]
        assert isinstance(well, dict)
        assert well["pid"] not in (None, before["pid"])
        assert well["restarts"] == 1
    finally:
        supervisor.stop()
    assert not folder.processes.exists()

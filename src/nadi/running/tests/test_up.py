"""The whole of nadi with real processes: started, killed part by part while mail flows, stopped."""

import http.client
import json
import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import pytest

import nadi
from nadi.running.folder import DataFolder, holder, read_json
from nadi.running.surroundings import is_free
from nadi.running.unprivileged import Account, can_enter

pytestmark = pytest.mark.slow

SOURCE = Path(nadi.__file__).parents[1]
OWNER = ["--owner", "maya@northlight.example", "Maya Lindqvist"]
PATIENCE = 180.0  # a bound for busy machines; a quiet one needs a tenth
PARTS = ("web", "intake", "worker", "agent", "database")


@dataclass
class Nadi:
    """One `nadi up`, and what it said."""

    folder: DataFolder
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    def listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line)

    @property
    def port(self) -> int:
        return int(str(read_json(self.folder.choices)["port"]))

    def pid(self, part: str) -> int | None:
        about = read_json(self.folder.processes).get(part)
        found = about.get("pid") if isinstance(about, dict) else None
        return found if isinstance(found, int) and psutil.pid_exists(found) else None

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def is_well(self) -> bool:
        return self.get("/healthz")[0] == http.client.OK

    def text(self) -> str:
        logs = [f"{log.name}: {log.read_text()[-800:]}" for log in self.folder.logs.glob("*.log")]
        health = f"/healthz: {self.get('/healthz')}\n"
        return "".join(self.said) + health + "\n".join(logs)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NADI_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "PYTHONPATH": f"{SOURCE}:{SOURCE.parent / 'agent' / 'src'}"}


def _few_packages(folder: Path) -> dict[str, str]:
    """Each agent asks apt at its start what could be updated. apt reads lists of sixty thousand
    packages for that, two seconds each time; here they are empty, and the question is the same."""
    (folder / "lists").mkdir(exist_ok=True)
    settings = folder / "apt.conf"
    settings.write_text(f'Dir::State::Lists "{folder}/lists";\n')
    return {"APT_CONFIG": str(settings)}


def _free_port() -> int:
    first = 21800 + os.getpid() % 180 * 10  # runs beside each other begin at different places
    return next(port for port in range(first, first + 2000, 10) if is_free("127.0.0.1", port))


def _up(
    folder: DataFolder,
    *words: str,
    python: str = sys.executable,
    env: dict[str, str] | None = None,
    **more: object,
) -> Nadi:
    process = subprocess.Popen(  # type: ignore[call-overload]
        [python, "-m", "nadi", "up", "--data", str(folder.path), *words],
        env=(env or _environment()) | _few_packages(folder.path.parent),
        **more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    started = Nadi(folder, process)
    threading.Thread(target=started.listen, daemon=True).start()
    return started


def _until(true: Callable[[], object], what: str, about: Nadi, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what}: it did not happen in time\n{about.text()}"
        time.sleep(0.1)


def _until_ready(started: Nadi) -> None:
    def ready() -> bool:
        assert started.process.poll() is None, started.text()
        return any(line.startswith("Ready in") for line in started.said)

    _until(ready, "ready", started)
    _until(started.is_well, "well", started)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nadi]:
    folder = DataFolder(tmp_path_factory.mktemp("up") / "data")
    port = _free_port()
    environment = {**_environment(), "NADI_SMTP_PORT": str(port + 5)}
    found = _up(folder, "--port", str(port), *OWNER, env=environment)
    try:
        _until_ready(found)
        yield found
    finally:
        stop = [sys.executable, "-m", "nadi", "stop", "--data", str(folder.path)]
        subprocess.run(stop, env=_environment(), check=False, stdout=subprocess.DEVNULL)


class Mailer:
    """Sends one mail after the other; what was accepted is written down here."""

    def __init__(self, port: int) -> None:
        self.port, self.accepted, self.stop = port, list[str](), threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            name = f"<{os.getpid()}-{number}@oakiron.example>"
            text = f"From: tom@oakiron.example\nMessage-ID: {name}\nSubject: Number {number}\n\nHi"
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as line:
                    line.sendmail("tom@oakiron.example", ["support@northlight.example"], text)
                self.accepted.append(name)
            except (OSError, smtplib.SMTPException):
                pass  # refused, so not promised: its sender tries again
            self.stop.wait(0.05)


def test_it_prints_a_link_that_leads_in(started: Nadi) -> None:
    link = next(line.strip() for line in started.said if "/account/enter/" in line)
    assert link.startswith(f"http://localhost:{started.port}/")
    status, page = started.get(link.removeprefix(f"http://localhost:{started.port}"))
    assert status == http.client.OK
    assert b"Maya" in page


def test_every_process_is_well_and_the_figures_say_so(started: Nadi) -> None:
    status, body = started.get("/healthz")
    told = json.loads(body)
    assert (status, told["well"], told["sentences"]) == (200, True, [])
    assert {*PARTS, "mail"} <= set(told["processes"])
    status, figures = started.get("/metrics")
    assert status == http.client.OK
    for part in PARTS:
        assert f'nadi_process_up{{process="{part}"}} 1.0'.encode() in figures
    assert b"nadi_events_pending" in figures


def test_this_machine_is_a_device_that_has_just_spoken(started: Nadi) -> None:
    def seconds() -> float | None:
        with psycopg.connect(started.folder.cluster.owner_url) as connection:
            row = connection.execute(
                "SELECT extract(epoch FROM now() - last_seen_at)::float FROM fleet_device "
                "WHERE state = 'active' AND NOT simulated AND last_seen_at IS NOT NULL"
            ).fetchone()
        return row[0] if row else None

    _until(lambda: seconds() is not None, "this machine speaks", started)
    assert (seconds() or 0) < 120


def test_a_second_up_says_who_runs(started: Nadi) -> None:
    second = _up(started.folder)
    assert second.process.wait(20) == 1
    time.sleep(0.2)
    assert f"process {started.process.pid}," in second.text()
    assert started.is_well()


def test_each_part_is_killed_while_mail_flows_and_nothing_accepted_is_lost(started: Nadi) -> None:
    mailer = Mailer(int(str(read_json(started.folder.choices)["mail_port"])))
    mailer.thread.start()
    _until(lambda: mailer.accepted, "mail flows", started)
    for part in PARTS:
        before = started.pid(part)
        assert before is not None
        os.kill(before, signal.SIGKILL)
        _until(lambda p=part, b=before: started.pid(p) not in (None, b), f"{part} again", started)
        _until(started.is_well, f"well after {part}", started)
        count = len(mailer.accepted)
        assert started.get("/account/login/")[0] == http.client.OK
        _until(lambda c=count: len(mailer.accepted) > c + 2, f"mail after {part}", started)
    mailer.stop.set()
    mailer.thread.join()
    with psycopg.connect(started.folder.cluster.owner_url) as connection:
        kept = b"".join(bytes(row[0]) for row in connection.execute("SELECT raw FROM desk_rawmail"))
    missing = [name for name in mailer.accepted if name.encode() not in kept]
    assert len(mailer.accepted) > 10
    assert missing == []


def test_a_killed_nadi_is_taken_over_by_the_next(started: Nadi) -> None:
    old = {part: started.pid(part) for part in PARTS}
    started.process.kill()
    started.process.wait()
    begun = time.monotonic()
    started.process = _up(started.folder, *OWNER).process
    _until(lambda: started.pid("worker") not in (None, old["worker"]), "parts anew", started)
    _until(started.is_well, "well again", started)
    assert time.monotonic() - begun < 30
    for part in ("web", "worker", "intake", "agent"):
        assert not _runs(old[part])


def test_stopping_stops_all_it_started(started: Nadi) -> None:
    pids = [started.pid(part) for part in PARTS]
    assert None not in pids
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(30) == 0
    assert [pid for pid in pids if _runs(pid)] == []
    assert holder(started.folder) is None
    assert started.folder.cluster.postmaster() is None


def _runs(pid: int | None) -> bool:
    try:
        return pid is not None and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user: the tests above said it")
def test_an_ordinary_user_needs_nothing_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    account = Account("nobody", 65534, 65534)
    packages = Path(psycopg.__file__).parents[1]
    own, system = Path(sys.executable).resolve(), f"/usr/bin/python3.{sys.version_info.minor}"
    python = next((str(p) for p in (own, Path(system)) if _usable(p, account)), None)
    if python is None or not (can_enter(SOURCE, account) and can_enter(packages, account)):
        pytest.skip("this clone or its environment cannot be reached by other users")
    home = Path("/var/tmp") / f"nadi-test-up-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, account.uid, account.gid)
    around = _environment() | {"HOME": str(home)}
    around["PYTHONPATH"] += f":{packages}"
    found = _up(
        DataFolder(home / "data"), "--port", str(_free_port()), *OWNER,
        python=python, env=around, cwd=home, user=65534, group=65534, extra_groups=[],
    )  # fmt: skip
    try:
        _until_ready(found)
        database = found.pid("database")
        assert database is not None
        assert psutil.Process(database).uids().real == account.uid
        found.process.send_signal(signal.SIGTERM)
        assert found.process.wait(30) == 0
    finally:
        found.process.kill()
        subprocess.run(["rm", "-rf", str(home)], check=True)


def _usable(python: Path, account: Account) -> bool:
    return python.exists() and can_enter(python.parent, account)

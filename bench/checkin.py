"""What one check-in costs: CPU per report of the intake and the database, beside a floor.

    python bench/checkin.py [--seconds 4] [--rounds 5]

1,000 agents, each with its own session; a report is gzip JSON of one sample of 20 values; five
limits a device; 32 connections; answered after the commit, with fsync. The floor is the least that
could be done with the same stack: decode, five comparisons, one COPY a batch, answer after the
commit; no MAC, no gzip, no receipts, no last-seen. Intake and floor take turns; the figure is the
median of the turns. CPU is user and system time of the process and of all of PostgreSQL.
"""

import argparse
import asyncio
import base64
import gzip
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from nadi.fleet import rules  # noqa: E402
from nadi.running.postgres import Cluster  # noqa: E402

AGENTS = 1_000
CONNECTIONS = 32
SECRET = "bench"
NAMES = [f"metric.{n}" for n in range(20)]
FLOOR = """
import asyncio, os, msgspec, psycopg
class Checkin(msgspec.Struct):
    sequence: int
    names: msgspec.Raw
    samples: list[dict]
decode = msgspec.json.Decoder(Checkin).decode
waiting, arrived, line = [], asyncio.Event(), None
async def commit():
    global waiting
    while True:
        await arrived.wait(); await asyncio.sleep(0.004); arrived.clear()
        batch, waiting = waiting, []
        text = "".join(row for row, _ in batch)
        async with line.cursor().copy("COPY floor (device_id, at, v) FROM STDIN") as copy:
            await copy.write(text)
        for _, done in batch:
            done.set_result(None)
async def app(scope, receive, send):
    global line
    if scope["type"] == "lifespan":
        await receive()
        url = os.environ["NADI_DATABASE_URL"]
        line = await psycopg.AsyncConnection.connect(url, autocommit=True)
        asyncio.create_task(commit())
        await send({"type": "lifespan.startup.complete"}); await receive(); return
    body = (await receive()).get("body", b"")
    if body:
        said = decode(body)
        for sample in said.samples:
            values = sample["values"]
            beyond = [value > 200 for value in values[:5]]
            done = asyncio.get_running_loop().create_future()
            figures = ",".join(map(repr, values))
            waiting.append((f"1\\t{sample['at']}\\t{{{figures}}}\\n", done)); arrived.set()
            await done
    head = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": b"ok"})
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nadi-bench-") as place:
        Path(place).chmod(0o711)
        cluster = Cluster(Path(place) / "pg", durable=True)
        cluster.start()
        try:
            measure(cluster, Path(place), asked)
        finally:
            cluster.stop()


def measure(cluster: Cluster, place: Path, asked: argparse.Namespace) -> None:
    prepare(cluster)
    (place / "floor.py").write_text(FLOOR)
    ours, floor = free_port(), free_port()
    around = {
        **os.environ,
        "NADI_DATABASE_URL": cluster.app_url,
        "NADI_SECRET_KEY": SECRET,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(place)]),
    }
    intake = [sys.executable, "-m", "nadi.fleet.intake", "--port", str(ours)]
    bare = [sys.executable, "-m", "uvicorn", "floor:app", "--port", str(floor), "--no-access-log"]
    processes = [
        subprocess.Popen(intake, env=around),
        subprocess.Popen(bare, env={**around, "NADI_DATABASE_URL": cluster.owner_url}),
    ]
    try:
        wait_for(f"http://127.0.0.1:{ours}/health")
        wait_for(f"http://127.0.0.1:{floor}/")
        turns(cluster, processes, (ours, floor), asked)
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def turns(
    cluster: Cluster,
    processes: "list[subprocess.Popen[bytes]]",
    ports: tuple[int, int],
    asked: argparse.Namespace,
) -> None:
    costs: dict[str, list[float]] = {"intake": [], "floor": []}
    sequence = 0
    for turn in range(asked.rounds + 1):
        for name, process, port in zip(costs, processes, ports, strict=True):
            count = int(asked.seconds * 4_000)
            if name == "intake":
                requests, sequence = signed(count, sequence), sequence + count
            else:
                requests = [plain(number) for number in range(count)]
            before, begun = cpu(cluster, process.pid), time.perf_counter()
            database = cpu(cluster, 0)
            done = asyncio.run(send(port, requests))
            spent, wall = cpu(cluster, process.pid) - before, time.perf_counter() - begun
            share = 1e6 * (cpu(cluster, 0) - database) / done
            if turn == 0:
                continue  # the first turn warms both up
            costs[name].append(1e6 * spent / done)
            print(
                f"{turn} {name:7} {done:6} reports  {costs[name][-1]:6.1f} µs CPU each "
                f"(database {share:5.1f})  "
                f"{done / wall:6.0f} a second"
            )
    mine, least = (statistics.median(costs[name]) for name in costs)
    ratios = [a / b for a, b in zip(costs["intake"], costs["floor"], strict=True)]
    memory = psutil.Process(processes[0].pid).memory_full_info().pss / 2**20
    print(
        f"\nintake {mine:.0f} µs, {mine / 20:.1f} µs a value; floor {least:.0f} µs; "
        f"ratio {statistics.median(ratios):.2f} (aim 1.6); half of Zabbix's 369 µs is 184 µs"
    )
    print(f"intake memory {memory:.0f} MiB PSS")
    print(f"check-ins per CPU second: {1e6 / mine:.0f}")


def prepare(cluster: Cluster) -> None:
    """Tables, a thousand agents, five limits each."""
    around = {
        **os.environ,
        "NADI_DATABASE_URL": cluster.owner_url,
        "DJANGO_SETTINGS_MODULE": "nadi.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=around, check=True)
    with psycopg.connect(cluster.owner_url, autocommit=True) as line:
        line.execute("CREATE TABLE floor (device_id bigint, at timestamptz, v real[])")
        line.execute(
            "INSERT INTO clients_calendar (id, name, zone_name, week, holidays_of, special_days)"
            " VALUES (1, 'c', 'UTC', '[]', '', '{}')"
        )
        line.execute(
            "INSERT INTO clients_client"
            " (id, name, slug, state, calendar_id, domains, about, made_at)"
            " VALUES (1, 'c', 'c', 'managed', 1, '[]', '', now())"
        )
        line.execute(
            "INSERT INTO fleet_device (id, client_id, name, state)"
            " SELECT n, 1, 'm' || n, 'active' FROM generate_series(1, %s) n",
            (AGENTS,),
        )
        line.execute(
            "INSERT INTO fleet_agent (id, device_id, name, public_key)"
            " SELECT id, id, lpad(id::text, 32, '0'), '' FROM fleet_device"
        )
        line.execute(
            "INSERT INTO fleet_limit (device_id, name, direction, raise_at, clear_at)"
            " SELECT id, 'metric.' || n, 'above', 200, 190 FROM fleet_device,"
            " generate_series(0, 4) n"
        )


_SESSIONS: dict[int, tuple[str, bytes]] = {}
_BOOT = str(uuid.uuid4())


def session_of(agent: int) -> tuple[str, bytes]:
    if agent not in _SESSIONS:
        ends = datetime.now(UTC) + timedelta(hours=1)
        raw = rules.make_session(agent, ends, secrets.token_bytes(8))
        text = base64.urlsafe_b64encode(raw).rstrip(b"=")
        _SESSIONS[agent] = text.decode(), rules.session_key(SECRET.encode(), text)
    return _SESSIONS[agent]


def said(number: int) -> bytes:
    at = datetime.now(UTC) - timedelta(microseconds=number % 1_000_000)
    values = [round(secrets.randbelow(10_000) / 100, 2) for _ in NAMES]
    sample = {"at": at.isoformat(), "values": values}
    return json.dumps(
        {"boot": _BOOT, "sequence": number + 1, "names": NAMES, "samples": [sample]}
    ).encode()


def signed(count: int, first: int) -> list[bytes]:
    """Whole HTTP requests, made beforehand so that making them costs nobody anything."""
    requests = []
    for number in range(first, first + count):
        session, key = session_of(number % AGENTS + 1)
        body = gzip.compress(said(number), 6)
        at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        mac = rules.report_mac(key, at.encode(), body).hex()
        requests.append(
            f"POST /v1/report HTTP/1.1\r\nhost: x\r\ncontent-encoding: gzip\r\n"
            f"nadi-session: {session}\r\nnadi-at: {at}\r\nnadi-mac: {mac}\r\n"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
    return requests


def plain(number: int) -> bytes:
    body = said(number)
    return f"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


async def send(port: int, requests: list[bytes]) -> int:
    """Over so many kept connections, each asking again as soon as it was answered."""
    queue = iter(requests)
    done = 0

    async def one() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in queue:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            answer = await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"refused: {answer.decode()}")
            done += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return done


def cpu(cluster: Cluster, pid: int) -> float:
    """User and system seconds of a process and of PostgreSQL with all it has reaped."""
    running = cluster.postmaster()
    assert running is not None
    total = 0.0
    for root in (pid, running.pid) if pid else (running.pid,):
        family = psutil.Process(root)
        for member in (family, *family.children(recursive=True)):
            times = member.cpu_times()
            total += times.user + times.system
        reaped = family.cpu_times()
        total += reaped.children_user + reaped.children_system
    return total


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    main()

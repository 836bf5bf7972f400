"""What is broken gets a clear answer, is kept whole, and hurts nobody else."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from nadi.fleet.tests.conftest import IntakeProcess
from nadi.fleet.tests.machine import ago

# Makes the suite prepare the database that `intake` copies.
pytestmark = pytest.mark.django_db


def one_sample(at: str, *values: float) -> dict[str, Any]:
    return {"samples": [{"at": at, "values": values}]}


def one_observation(body: Any) -> dict[str, Any]:
    return {"observations": [{"kind": "x", "at": ago(minutes=1), "body": body}]}


BAD_REPORTS: list[tuple[str, dict[str, Any], str]] = [
    ("wrong type", {"sequence": "one"}, "malformed"),
    ("no boot id", {"boot": "monday"}, "malformed"),
    ("values without names", {"names": []}, "malformed"),
    ("a name twice", {"names": ["a", "a", "b"]}, "malformed"),
    ("a strange name", {"names": ["DROP TABLE", "b", "c"]}, "malformed"),
    ("30 February", one_sample("2026-02-30T08:00:00Z"), "impossible_date"),
    ("no zone", one_sample("2026-11-22T08:00:00"), "impossible_date"),
    ("the year 9999", one_sample("9999-12-31T23:59:59Z"), "impossible_date"),
    ("beyond the last year", one_sample("9999-12-31T23:59:59-05:00"), "impossible_date"),
    ("before the first year", one_sample("0001-01-01T00:00:00+05:00"), "impossible_date"),
    ("the year 1970", one_sample("1970-01-01T00:00:00Z"), "impossible_date"),
    ("infinity", one_sample(ago(minutes=1), 1e300, 1, 1), "malformed"),
    ("too small to store", one_sample(ago(minutes=1), 1e-60, 1, 1), "malformed"),
    ("a body that is a list", one_observation([]), "malformed"),
    ("a NUL in a body", one_observation({"a": "\0"}), "malformed"),
    ("half a surrogate", one_observation({"a": "\ud800"}), "malformed"),
]


@pytest.mark.parametrize(
    ("changes", "error"), [each[1:] for each in BAD_REPORTS], ids=[each[0] for each in BAD_REPORTS]
)
def test_what_is_not_understood_gets_a_clear_answer_and_is_kept_whole(
    intake: IntakeProcess, changes: dict[str, Any], error: str
) -> None:
    machine = intake.machine()
    body = gzip.compress(json.dumps(machine.report(**changes)).encode(), mtime=0)
    answer = machine.send_bytes(body)
    status = {"malformed": 400, "impossible_date": 422}[error]
    assert (answer.status, answer.body["error"], answer.body["kept"]) == (status, error, True)
    assert answer.body["sentence"].endswith(".")
    raw = intake.one(
        "SELECT raw FROM core_reviewitem WHERE source = %s", f"device {machine.device_id}"
    )
    assert bytes(raw) == body
    assert machine.send(machine.report()).status == 200, "and the next good report is taken"
    assert intake.samples_of(machine.device_id) == 1


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "malformed"),
        (b"not gzip at all", 400, "malformed"),
        (gzip.compress(b"{}")[:-6], 400, "malformed"),
        (gzip.compress(b"{}") + b"more", 400, "malformed"),
        (gzip.compress(b"\xff\xfe"), 400, "malformed"),
        (gzip.compress(b'{"boot":' * 2000), 400, "malformed"),
        (gzip.compress(b"[" * 100_000), 400, "malformed"),
        (gzip.compress(b" " * 64_000_000, 9), 413, "too_large"),
        (b"\0" * 1_100_000, 413, "too_large"),
    ],
    ids=["empty", "text", "cut", "more", "no-utf8", "broken", "deep", "bomb", "large"],
)
def test_broken_bytes_are_refused_and_kept(
    intake: IntakeProcess, body: bytes, status: int, error: str
) -> None:
    machine = intake.machine()
    answer = machine.send_bytes(body)
    assert (answer.status, answer.body["error"], answer.body["kept"]) == (status, error, True)


def nested(levels: int) -> bytes:
    return b'{"a":' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"\xff\xfe"}',
        b'{"\xff":1}',
        b'{"a":1e100000}',
        b'{"a":%b}' % (b"9" * 5000),
        nested(900),
    ],
    ids=["no letters", "no letters in a name", "a huge number", "a long number", "deep"],
)
def test_a_body_that_nobody_could_read_again_does_not_reach_the_commit(
    intake: IntakeProcess, body: bytes
) -> None:
    """The decoder steps over a body. One that broke in the middle of a commit ended the loop that
    answers every machine."""
    machine, neighbour = intake.machine(), intake.machine()
    report = json.dumps(machine.report(**one_observation({"a": "here"}))).encode()
    answer = machine.send_bytes(gzip.compress(report.replace(b'{"a": "here"}', body), mtime=0))
    assert (answer.status, answer.body["error"], answer.body["kept"]) == (400, "malformed", True)
    assert neighbour.send(neighbour.report()).status == 200


def test_a_session_padded_with_rubbish_is_not_remembered(intake: IntakeProcess) -> None:
    machine = intake.machine()
    machine.shake_hands()
    machine.session = "!" * 2000 + machine.session
    assert machine.send(machine.report()).body["error"] == "session"


def test_a_broken_machine_cannot_fill_the_review_list(intake: IntakeProcess) -> None:
    machine = intake.machine()
    kept = [machine.send_bytes(b"x%d" % number).body["kept"] for number in range(52)]
    assert kept == [True] * 50 + [False] * 2


def test_poison_in_one_report_leaves_its_neighbours_alone(intake: IntakeProcess) -> None:
    """Sent together, they share one statement until it fails."""
    machines = [intake.machine() for _ in range(6)]
    reports = [machine.report() for machine in machines]
    reports[2]["samples"][0]["values"][0] = 1e-60
    for machine in machines:
        machine.shake_hands()
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].send(pair[1]), zip(machines, reports, strict=True))
        )
    assert [answer.status for answer in answers] == [200, 200, 400, 200, 200, 200]

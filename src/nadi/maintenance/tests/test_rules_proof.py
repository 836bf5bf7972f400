"""The tables of docs/algorithms/restore-proof.md."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.maintenance.rules import proof
from nadi.maintenance.rules.nights import Night
from nadi.maintenance.rules.proof import (
    Compared,
    Listed,
    Match,
    Outcome,
    ReadBack,
    Restored,
    Trial,
    Word,
)

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
LIMIT = timedelta(days=30)


def june(day, hour=12, minute=0):
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def may(day, hour=12, minute=0):
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        (None, None, Word.UNKNOWN),
        (june(20), None, Word.YES),
        (may(31), None, Word.YES),
        (may(31, 11, 59), None, Word.OLD),
        (june(20), june(25), Word.NO),
        (june(25), june(20), Word.YES),
        (None, june(25), Word.NO),
        (may(20), june(25), Word.NO),
        (june(25), june(25), Word.NO),
    ],
)
def test_word_of_one_truth(good, bad, expected):
    assert proof.word(good, bad, now=NOW, limit=LIMIT) is expected


def test_a_machine_alone_never_proves():
    tests = [Trial(1, june(day), Outcome.PASSED) for day in range(1, 30)]
    assert proof.restorable(tests, now=NOW).word is Word.YES
    assert proof.proven(tests, now=NOW).word is Word.UNKNOWN


def test_a_person_who_opened_it_proves():
    tests = [Trial(1, june(20), Outcome.PASSED, opened_at=june(22))]
    assert proof.proven(tests, now=NOW) == proof.Truth(Word.YES, june(22))


def test_opening_old_files_does_not_outweigh_a_newer_failure():
    tests = [
        Trial(1, june(15), Outcome.PASSED, opened_at=june(19)),
        Trial(1, june(17), Outcome.FAILED),
    ]
    assert proof.proven(tests, now=NOW).word is Word.NO
    assert proof.restorable(tests, now=NOW).word is Word.NO


def test_a_pass_after_the_failure_must_be_opened_before_it_proves():
    tests = [
        Trial(1, june(10), Outcome.PASSED, opened_at=june(10)),
        Trial(1, june(17), Outcome.FAILED),
        Trial(1, june(18), Outcome.PASSED),
    ]
    assert proof.restorable(tests, now=NOW).word is Word.YES
    assert proof.proven(tests, now=NOW).word is Word.NO
    tests[2] = Trial(1, june(18), Outcome.PASSED, opened_at=june(18))
    assert proof.proven(tests, now=NOW).word is Word.YES


def test_not_performed_changes_nothing():
    tests = [
        Trial(1, june(10), Outcome.PASSED, opened_at=june(10)),
        Trial(1, june(20), Outcome.NOT_PERFORMED),
    ]
    assert proof.proven(tests, now=NOW).word is Word.YES
    assert proof.restorable(tests[1:], now=NOW).word is Word.UNKNOWN


def test_a_proof_grows_old():
    tests = [Trial(1, may(20), Outcome.PASSED, opened_at=may(20))]
    assert proof.proven(tests, now=NOW).word is Word.OLD


@pytest.mark.parametrize(
    ("night", "expected"),
    [
        (None, Word.UNKNOWN),
        (Night.GOOD, Word.YES),
        (Night.WARNED, Word.YES),
        (Night.FAILED, Word.NO),
        (Night.SILENT, Word.NO),
    ],
)
def test_ran(night, expected):
    assert proof.ran(night, june(29)).word is expected


def test_fresh():
    limit = timedelta(hours=30)
    assert proof.fresh(None, now=NOW, limit=limit).word is Word.UNKNOWN
    assert proof.fresh(june(29, 6), now=NOW, limit=limit).word is Word.YES
    assert proof.fresh(june(29, 5, 59), now=NOW, limit=limit).word is Word.OLD


def read(day, part, parts, good=True):
    outcome = Outcome.PASSED if good else Outcome.FAILED
    return Trial(1, june(day), outcome, read_part=part, read_parts=parts, read_good=good)


def test_intact_needs_every_part():
    assert proof.intact([], now=NOW).word is Word.UNKNOWN
    assert proof.intact([read(20, 1, 2)], now=NOW).word is Word.UNKNOWN
    both = [read(20, 1, 2), read(21, 2, 2)]
    assert proof.intact(both, now=NOW) == proof.Truth(Word.YES, june(20))
    assert proof.intact([*both, read(22, 1, 2, good=False)], now=NOW).word is Word.NO


def test_intact_forgets_parts_of_another_division():
    assert proof.intact([read(20, 1, 1), read(21, 1, 2)], now=NOW).word is Word.UNKNOWN


def test_parts_are_read_in_turn():
    assert proof.next_part([], 3) == 1
    assert proof.next_part([read(1, 1, 3)], 3) == 2
    assert proof.next_part([read(1, 1, 3), read(2, 2, 3), read(3, 3, 3)], 3) == 1
    assert proof.next_part([read(1, 1, 3), read(2, 2, 3, good=False)], 3) == 2


@pytest.mark.parametrize(
    ("size", "parts"),
    [(None, 1), (0, 1), (2**30, 1), (2**30 + 1, 2), (5 * 2**30, 5), (900 * 2**30, 28)],
)
def test_parts_of_a_repository(size, parts):
    assert proof.parts_of(size) == parts


def listed(path, size):
    return Listed(path, size, "0" * 64)


def test_sample_table():
    three = [listed("a", 10), listed("b", 20), listed("c", 30)]
    assert {file.path for file in proof.sample(three, 1)} == {"a", "b", "c"}
    assert proof.sample([], 1) == []
    big = [listed("a", 900), listed("b", 800)]
    assert [file.path for file in proof.sample(big, 1, most_bytes=100)] == ["b"]


def test_sample_is_this_one_for_ever():
    """Repeatable over versions: anybody with the seed and the manifest finds the same files."""
    files = [listed(f"/data/{n:03}.txt", 10) for n in range(100)]
    assert [file.path for file in proof.sample(files, 7, most_files=3)] == [
        "/data/096.txt",
        "/data/028.txt",
        "/data/036.txt",
    ]


@given(
    st.lists(
        st.tuples(st.text(min_size=1), st.integers(0, 2**34)),
        max_size=40,
        unique_by=lambda pair: pair[0],
    ),
    st.integers(),
    st.randoms(),
)
def test_sample_properties(pairs, seed, random):
    files = [listed(path, size) for path, size in pairs]
    chosen = proof.sample(files, seed)
    assert len(chosen) <= proof.SAMPLE_FILES
    assert bool(chosen) == bool(files)
    assert len(chosen) == 1 or sum(file.size for file in chosen) <= proof.SAMPLE_BYTES
    random.shuffle(files)
    assert proof.sample(files, seed) == chosen


def test_another_seed_gives_another_sample():
    files = [listed(f"/data/{n:03}.txt", 10) for n in range(100)]
    covered = {file.path for seed in range(150) for file in proof.sample(files, seed)}
    assert len(covered) == 100


def same(path="a"):
    return Compared(path, 1, "x", "x", Match.SAME)


GOOD_READ = ReadBack(good=True)


@pytest.mark.parametrize(
    ("files", "read_back", "outcome", "failed_path"),
    [
        ([same()], GOOD_READ, Outcome.PASSED, ""),
        (
            [same()],
            ReadBack(good=False, failed_path="data/ab/abc", error="pack differs"),
            Outcome.FAILED,
            "data/ab/abc",
        ),
        ([same(), Compared("b", 1, "x", None, Match.MISSING)], None, Outcome.FAILED, "b"),
        ([same(), Compared("b", 1, "x", "y", Match.CONTENT)], GOOD_READ, Outcome.FAILED, "b"),
        ([same(), Compared("b", 1, "x", "y", Match.SIZE)], GOOD_READ, Outcome.FAILED, "b"),
        ([same()], ReadBack(good=None, error="timed out"), Outcome.FAILED, ""),
        ([same()], None, Outcome.FAILED, ""),
        ([], GOOD_READ, Outcome.NOT_PERFORMED, ""),
    ],
)
def test_verdict_table(files, read_back, outcome, failed_path):
    verdict = proof.verdict(files, read_back)
    assert (verdict.outcome, verdict.failed_path) == (outcome, failed_path)
    assert bool(verdict.reason) == (outcome is not Outcome.PASSED)


def test_compare():
    file = Listed("/a", 5, "aa")
    assert proof.compare(file, Restored("/a", 5, "aa")).match is Match.SAME
    assert proof.compare(file, Restored("/a", 5, "bb")).match is Match.CONTENT
    assert proof.compare(file, Restored("/a", 4, "bb")).match is Match.SIZE
    assert proof.compare(file, None).match is Match.MISSING
    refused = proof.compare(file, Restored("/a", None, None, "ciphertext verification failed"))
    assert refused.match is Match.REFUSED
    assert "ciphertext" in proof.verdict([refused], None).reason


FS02, DB01 = 1, 2
P, F, N = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_PERFORMED


@pytest.mark.parametrize(
    ("fs02", "db01", "capped"),
    [
        ([P], [], set()),
        ([P, F], [P], {FS02}),
        ([F, P], [], set()),
        ([F, N], [], {FS02}),
        ([F], [F, P], {FS02}),
        ([F], [F], {FS02, DB01}),
    ],
)
def test_cap_table(fs02, db01, capped):
    tests = [Trial(FS02, june(n + 1), outcome) for n, outcome in enumerate(fs02)]
    tests += [Trial(DB01, june(n + 1, 9), outcome) for n, outcome in enumerate(db01)]
    assert {test.system_id for test in proof.capping(tests)} == capped

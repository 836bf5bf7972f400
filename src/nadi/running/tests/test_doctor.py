"""The doctor: one line a matter, and what to do where something is amiss."""

import os
import time
from pathlib import Path

import pytest

from nadi.running import doctor
from nadi.running.folder import DataFolder, write_json


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.make()
    return made


def test_a_closed_folder_with_its_keys_needs_nothing(folder: DataFolder) -> None:
    lines = [*doctor.data(folder), *doctor.keys(folder), *doctor.clock(folder)]
    assert [line.todo for line in lines] == [""] * 4


def test_an_open_folder_and_an_open_key_are_named_with_the_remedy(folder: DataFolder) -> None:
    folder.path.chmod(0o755)
    folder.vault_keys.chmod(0o640)
    assert [line.todo for line in doctor.data(folder)] == [f"chmod 700 {folder.path}"]
    assert [line.todo for line in doctor.keys(folder)] == ["", f"chmod 600 {folder.vault_keys}"]


def test_a_missing_key_is_no_small_matter(folder: DataFolder) -> None:
    folder.secret_key.unlink()
    first, _second = doctor.keys(folder)
    assert "missing" in first.found
    assert first.todo


def test_a_disk_that_fills_up_is_told(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [line.todo for line in doctor.disk(folder)] == [""]
    monkeypatch.setattr(doctor, "ENOUGH_DISK", 2**60)
    assert all(line.todo for line in doctor.disk(folder))


def test_a_clock_that_was_set_back_is_told(folder: DataFolder) -> None:
    write_json(folder.choices, {"port": 1})
    later = time.time() + 3600
    os.utime(folder.choices, (later, later))
    (line,) = doctor.clock(folder)
    assert "set back" in line.found


def test_a_nadi_that_does_not_run_is_told_and_so_is_a_part_that_died(folder: DataFolder) -> None:
    (line,) = doctor.processes(folder)
    assert line.todo == "Start it: nadi up"


def test_where_nothing_is_yet_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NADI_DATABASE_URL", raising=False)
    assert doctor.main(["--data", str(tmp_path / "none")]) == 1
    said = capsys.readouterr().out
    assert "does not exist yet" in said
    assert "nadi up makes it." in said
    assert "need attention" in said

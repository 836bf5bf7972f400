"""The data folder is closed to others, and one nadi at a time runs on it."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from nadi.running.folder import DataFolder, Held, Trouble, UpLock, holder, read_json, write_json


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_its_keys_are_closed_to_others(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    assert _mode(folder.path) == _mode(folder.keys) == 0o700
    assert _mode(folder.secret_key) == _mode(folder.vault_keys) == 0o600
    assert len(folder.secret_key.read_text().strip()) >= 50
    sealed = Fernet(folder.vault_keys.read_text().strip()).encrypt(b"word")
    assert Fernet(folder.vault_keys.read_text().strip()).decrypt(sealed) == b"word"


def test_making_it_again_keeps_the_keys_and_closes_what_was_opened(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    keys = folder.secret_key.read_text(), folder.vault_keys.read_text()
    folder.secret_key.chmod(0o644)
    folder.path.chmod(0o755)
    folder.make()
    assert (folder.secret_key.read_text(), folder.vault_keys.read_text()) == keys
    assert (_mode(folder.secret_key), _mode(folder.path)) == (0o600, 0o700)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match=r"--data DIR"):
        DataFolder(tmp_path / "file" / "data").make()


def test_the_second_one_is_told_who_holds_it(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    first, second = UpLock(folder), UpLock(folder)
    first.take()
    first.tell(pid=4711, since="this morning", url="http://localhost:1", data=str(tmp_path))
    with pytest.raises(Held, match=r"process 4711, since this morning, at http://localhost:1"):
        second.take()
    assert holder(folder) == read_json(folder.lock)
    first.release()
    assert holder(folder) is None
    second.take()
    second.release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, pathlib\n"
        "from nadi.running.folder import DataFolder, UpLock\n"
        "lock = UpLock(DataFolder(pathlib.Path(sys.argv[1])))\n"
        "lock.take()\n"
        "lock.tell(pid=os.getpid())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    source = Path(__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env={"PYTHONPATH": str(source)}, check=False
    )
    assert holder(DataFolder(tmp_path)) is None


def test_a_json_file_that_was_cut_off_counts_as_absent(tmp_path: Path) -> None:
    path = tmp_path / "choices.json"
    write_json(path, {"port": 1})
    assert read_json(path) == {"port": 1}
    path.write_text('{"port": ')
    assert read_json(path) == {}
    assert read_json(tmp_path / "none") == {}

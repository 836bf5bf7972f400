"""README, lock files and decisions say what the code says."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import nadi
from nadi.running import cli
from nadi.running.management.commands.show_centers import with_table

pytestmark = pytest.mark.docs
ROOT = Path(nadi.__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME = [re.split(r"[\[>=<;]", each)[0] for each in PROJECT["project"]["dependencies"]]
DEVELOPERS = [re.split(r"[\[>=<;]", each)[0] for each in PROJECT["dependency-groups"]["dev"]]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def _pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_readme_shows_the_centers_as_they_are() -> None:
    assert with_table(README) == README, "write it anew: ./nadi manage show_centers --write"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_command_the_papers_name_exists(name: str) -> None:
    named = set(re.findall(r"\./nadi ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
    assert named
    assert named <= set(cli.COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_papers_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"(?<!!)\[[^]]*\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_every_package_we_run_on_has_its_paragraph() -> None:
    page = (ROOT / "docs/decisions/0002-run-time-dependencies.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (\S+)$", page, re.MULTILINE) == RUN_TIME
    assert len(RUN_TIME) <= 35


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=[a-z])", text.split("\n", 2)[2])
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"index-url|find-links|trusted-host|https?:", text)
    assert "./nadi lock" in text.splitlines()[1]


def test_the_locks_hold_what_the_project_asks_for() -> None:
    assert set(RUN_TIME) <= _pinned("requirements.lock")
    assert set(DEVELOPERS) | _pinned("requirements.lock") <= _pinned("requirements-dev.lock")


def test_both_locks_pin_the_same_versions() -> None:
    pin = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)
    run_time, developers = (dict(pin.findall((ROOT / lock).read_text())) for lock in LOCKS)
    assert {name: developers[name] for name in run_time} == run_time


def test_the_command_explains_itself() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "nadi", "help"],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert all(f"  {name} " in said for name in cli.COMMANDS)


def test_an_unknown_word_is_answered_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fly"]) == 2
    assert "There is no command 'fly'" in capsys.readouterr().err

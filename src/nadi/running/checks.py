"""`nadi test`, `nadi check`, `nadi lock`: what a change has to pass, and what pins its packages."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import nadi
from nadi.running.folder import Trouble
from nadi.running.progress import say

ROOT = Path(nadi.__file__).parents[2]
DJANGO = {"DJANGO_SETTINGS_MODULE": "nadi.config.settings"}

Check = tuple[str, str, list[str]]  # title, the module it needs, the words after `python -m`
STANDING: tuple[Check, ...] = (
    ("formatting", "ruff", ["ruff", "format", "--check", "."]),
    ("lint", "ruff", ["ruff", "check", "."]),
    ("types", "mypy", ["mypy"]),
    ("imports", "importlinter", ["importlinter.cli"]),
    ("migrations", "django", ["django", "makemigrations", "--check", "--dry-run"]),
)
PARTS = ("src/nadi", "agent/tests")
#: Workers take whole files, so that what a file shares is made once; one more than there are cores,
#: because tests with processes and browsers wait.
WORKERS = min((os.cpu_count() or 2) + 1, 6)
BESIDE = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")
IMPORT_LINTER = "from importlinter.cli import lint_imports_command as run; run()"


def test(words: Sequence[str]) -> int:
    """The suite, on its own embedded PostgreSQL; the words go to pytest."""
    return subprocess.call([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=_environment())


def check(words: Sequence[str]) -> int:
    """Every part, then the suite; the first word that fails does not hide the others."""
    if words:
        raise Trouble("nadi check takes no words; nadi test does.")
    failed = [title for title, module, command in STANDING if not _stands(title, module, command)]
    failed += _docs()
    say("suite")
    begun = time.monotonic()
    code = test([*PARTS, *BESIDE, "-m", "not docs", "-rs", "--durations", "5"])
    say(f"  suite: {time.monotonic() - begun:.1f} s")
    if code:
        failed.append("suite")
    say(f"Not green: {', '.join(failed)}." if failed else "Everything is green.")
    return 1 if failed else 0


def _stands(title: str, module: str, words: list[str]) -> bool:
    if find_spec(module) is None:
        say(f"{title:<12} skipped: {module} is not installed here")
        return True
    command = [sys.executable, "-m", *words]
    if module == "importlinter":
        command = [sys.executable, "-c", IMPORT_LINTER]
    begun = time.monotonic()
    outcome = subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    word = "ok" if outcome.returncode == 0 else "NOT OK"
    say(f"{title:<12} {word:<7} {time.monotonic() - begun:5.1f} s")
    if outcome.returncode:
        say((outcome.stdout + outcome.stderr).rstrip())
    return outcome.returncode == 0


def _docs() -> list[str]:
    """They come first and alone; all tests are looked at for it, so the workers of the suite find
    them compiled."""
    begun = time.monotonic()
    code = test([*PARTS, "-m", "docs", "-q"])
    say(f"{'docs':<12} {'NOT OK' if code else 'ok':<7} {time.monotonic() - begun:5.1f} s")
    return ["docs"] if code else []


def lock(words: Sequence[str]) -> int:
    """Pin every dependency by hash, for all platforms; `--upgrade` and the like go to uv."""
    uv = shutil.which("uv")
    if uv is None:
        raise Trouble("nadi lock needs uv, which is not on the path. Install it: pip install uv")
    common = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    common += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    common += ["--custom-compile-command", "./nadi lock", *words]
    developers = ["--group", "dev", "--constraint", "requirements.lock"]
    for name, more in (("requirements.lock", []), ("requirements-dev.lock", developers)):
        if subprocess.call([*common, *more, "--output-file", name], cwd=ROOT):
            return 1
        say(f"Written: {name}")
    return 0


def _environment() -> dict[str, str]:
    sources = [str(ROOT / "src"), str(ROOT / "agent" / "src"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        **DJANGO,
        "PYTHONPATH": os.pathsep.join(filter(None, sources)),
        # Workers, and the processes that tests start, take what one of them has compiled.
        "PYTHONDONTWRITEBYTECODE": "",
    }

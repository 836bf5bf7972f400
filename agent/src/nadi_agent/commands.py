"""Asking the system's own tools, briefly, without a shell and in plain English output."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

OUTPUT_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True)
class Output:
    code: int
    text: str
    problem: str = ""


def ask(*argv: str, timeout: float = 120) -> Output:
    """Run one fixed command. A missing tool or a timeout is an answer, not a crash."""
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=timeout,
            env=environment,
            check=False,
        )
    except FileNotFoundError:
        return Output(127, "", f"{argv[0]} is not installed.")
    except subprocess.TimeoutExpired:
        return Output(124, "", f"{argv[0]} gave no answer within {timeout:.0f} seconds.")
    except OSError as problem:
        return Output(126, "", f"{argv[0]} could not be run: {problem.strerror}.")
    text = done.stdout[:OUTPUT_LIMIT].decode("utf-8", "replace")
    last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return Output(done.returncode, text, last[0][:300] if last else "")

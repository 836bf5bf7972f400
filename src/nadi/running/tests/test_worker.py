"""A worker that failed ends, whatever still waits in it: the supervisor can only start it anew."""

import os
import subprocess
import sys
from pathlib import Path

import nadi

SOURCE = Path(nadi.__file__).parents[1]
STUCK = """
import threading
import django
django.setup()
from nadi.running import worker

def loses_the_database():
    raise OSError("the server closed the connection")

worker.END_WITHIN = 0.5
threading.Thread(target=threading.Event().wait, name="waits-for-ever").start()
worker.Worker()._guard(loses_the_database)
"""


def test_a_failed_worker_ends_even_where_a_thread_of_it_waits_for_ever() -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "nadi.config.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-c", STUCK],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "the server closed the connection" in ended.stdout
    assert "Thread 0x" in ended.stderr  # where each thread stood

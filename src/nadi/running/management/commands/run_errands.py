"""The other end of `nadi.running.errands`."""

import contextlib
import gc
import io
import json
import signal
import sys
import traceback
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from nadi.config.environment import database


class Command(BaseCommand):
    help = "Run the commands that are read, one a line, and answer each with one line."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        answers = sys.stdout
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches it too, and ends it at once
        gc.set_threshold(50_000, 20, 100)  # this process ends before its garbage would matter
        for line in sys.stdin:
            asked = json.loads(line)
            connection.close()
            connection.settings_dict |= database(asked["database"])
            said, problem = run_one(asked["words"])
            answers.write(json.dumps({"said": said, "problem": problem}) + "\n")
            answers.flush()
        connection.close()


def run_one(words: list[str]) -> tuple[str, str]:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):  # the pipe carries answers alone
            call_command(*words, stdout=said)
    except CommandError as problem:
        return said.getvalue(), str(problem)
    except Exception:  # noqa: BLE001  boundary: whatever it was, the one who asked is told
        return said.getvalue(), traceback.format_exc()
    return said.getvalue(), ""

"""What `nadi up` has Django do while it starts, in one process: loading Django costs a second."""

import contextlib
import json
import subprocess
from pathlib import Path
from typing import Self

from nadi.running.folder import Trouble
from nadi.running.surroundings import django_command


class Errands:
    """A process that loads Django at once, then runs one management command after the other."""

    def __init__(self, around: dict[str, str], log: Path) -> None:
        self.database, self.log = around["NADI_DATABASE_URL"], log
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                django_command("run_errands"),
                env=around,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()  # between two errands there is nothing to finish
        self.process.communicate()

    def run(self, *words: str, database: str = "") -> str:
        """What the command says; Trouble where it does not succeed."""
        answer = self._ask(json.dumps({"words": words, "database": database or self.database}))
        if not answer:
            raise Trouble(f"{words[0]} did not come to its end. The reason stands in {self.log}.")
        told = json.loads(answer)
        if told["problem"]:
            raise Trouble(f"{words[0]} did not succeed:\n{told['problem'][-3000:]}")
        return str(told["said"])

    def _ask(self, question: str) -> str:
        questions, answers = self.process.stdin, self.process.stdout
        if questions is None or answers is None:
            return ""
        with contextlib.suppress(BrokenPipeError):  # it has died; then there is no answer either
            questions.write(question + "\n")
            questions.flush()
        return answers.readline()

"""A second process for tests that kill one, with everything loaded that is loaded here.

A new Python would take a second to load Django; a fork takes nothing. It speaks to the same
database through connections of its own, and what it prints can be read here.
"""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections


class Forked:
    def __init__(self, pid: int, output: int) -> None:
        self.pid, self.output, self.code = pid, os.fdopen(output), 0

    def line(self) -> str:
        """The next line that it prints, once it prints one."""
        return self.output.readline()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.end()

    def end(self) -> int:
        """Wait until it has ended; its code, which is negative where it was killed."""
        if not self.output.closed:
            self.output.read()
            self.output.close()
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.code


@contextmanager
def forked(work: Callable[[], object]) -> Iterator[Forked]:
    """`work` in a process of its own, which does not outlive the block."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which it has not
        pid = os.fork()
    if not pid:
        _do(work, writing)
    os.close(writing)
    process = Forked(pid, reading)
    try:
        yield process
    finally:
        if not process.output.closed:
            process.kill()


def _do(work: Callable[[], object], writing: int) -> None:
    """Never returns: nothing of the tests may go on in two processes."""
    code = 1
    try:
        for number in (1, 2):
            os.dup2(writing, number)
        sys.stdout = sys.stderr = os.fdopen(writing, "w", buffering=1)
        for alias in connections:
            del connections[alias]  # left to the parent, not closed
        work()
        code = 0
    except BaseException:  # noqa: BLE001  boundary: the process ends here, and says why
        traceback.print_exc()
    finally:
        os._exit(code)

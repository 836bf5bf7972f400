"""What a person sees while a command works: one line a step, with the time it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 26


def say(text: str) -> None:
    """A line at once, also where the output is a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """`title ... 1.2 s`; the dots stay without a time where the step failed."""
    sys.stdout.write(f"  {title + ' ':.<{WIDTH}} ")
    sys.stdout.flush()
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        say("did not succeed")
        raise
    say(f"{time.monotonic() - begun:.1f} s")

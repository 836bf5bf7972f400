"""How a command of nadi begins and ends: words in, one sentence instead of a traceback, a code."""

import sys
from collections.abc import Callable, Sequence

from nadi.running.binaries import DatabaseProblem
from nadi.running.folder import Trouble

INTERRUPTED = 130


def spoken(command: Callable[[Sequence[str]], int], words: Sequence[str]) -> int:
    """Run it; what a person has to know is said plainly."""
    try:
        return command(words)
    except (Trouble, DatabaseProblem) as problem:
        print(str(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED

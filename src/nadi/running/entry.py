"""How a command of nadi begins and ends: words in, one sentence instead of a traceback, a code.

`python -m nadi.running.entry MODULE WORDS` is one in a process of its own. What it loads stays to
the end. Python's collector of cycles would look through all of it for garbage again and again: an
eighth of the time it takes to load, and later in the midst of a page.
"""

import gc
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

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


def program(words: Sequence[str]) -> int:
    """The `main` of a module, which is loaded whole before the collector looks at anything."""
    gc.disable()
    main: Callable[[Sequence[str]], int] = import_module(words[0]).main
    gc.freeze()
    gc.enable()
    return main(words[1:])


if __name__ == "__main__":
    sys.exit(spoken(program, sys.argv[1:]))

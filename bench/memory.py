"""How much memory a running nadi holds, process by process.

    ./nadi up --data /tmp/firm ...            and in another window
    python bench/memory.py --data /tmp/firm

PSS of everything together: what processes share is counted once, in parts. The processes are those
that `nadi up` started and all that these started, the database with them. The aim at rest is 300
MiB, a minute after the start and before anybody opened a page; the simulated machines of a demo and
each page that was ever opened add to it.
"""

import argparse
import json
import sys
from pathlib import Path

import psutil

AIM = 300
MIB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    about = json.loads((folder / "processes.json").read_text())
    roots = {entry["pid"] for entry in about.values() if isinstance(entry, dict) and "pid" in entry}
    roots |= {psutil.Process(pid).ppid() for pid in roots if pid != 1} - {0, 1}
    seen: dict[int, psutil.Process] = {}
    for pid in sorted(roots):
        if psutil.pid_exists(pid):
            first = psutil.Process(pid)
            seen |= {one.pid: one for one in [first, *first.children(recursive=True)]}
    if not seen:
        sys.exit("Nothing runs there.")
    held = {one: one.memory_full_info().pss / MIB for one in seen.values()}
    whole = sum(held.values())
    for one, amount in sorted(held.items(), key=lambda each: -each[1]):
        if amount >= 1:
            print(f"{amount:7.1f} MiB  {' '.join(one.cmdline())[-70:] or one.name()}")
    print(f"{whole:7.1f} MiB PSS in {len(held)} processes together (aim at rest: {AIM})")


if __name__ == "__main__":
    main()

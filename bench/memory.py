"""How much memory a running nadi holds, process by process.

    ./nadi up --data /tmp/firm ...            and in another window
    python bench/memory.py --data /tmp/firm

PSS of everything together: what processes share is counted once, in parts. The processes are those
that `nadi up` started and all that these started, the database with them. The aim at rest is 300
MiB, a minute after the start and before anybody opened a page; the simulated machines of a demo and
each page that was ever opened add to it.
"""

import argparse
import sys
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from nadi.running.folder import data_folder, holder

AIM = 300
MIB = 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    folder = data_folder(parser.parse_args().data)
    about = holder(folder)
    if about is None:
        sys.exit("Nothing runs there.")
    first = [psutil.Process(int(str(about["pid"])))]
    database = folder.cluster.postmaster()
    first += [psutil.Process(database.pid)] if database else []
    seen = {child.pid: child for one in first for child in (one, *one.children(recursive=True))}
    held = {one: one.memory_full_info().pss / MIB for one in seen.values()}
    whole = sum(held.values())
    for one, amount in sorted(held.items(), key=lambda each: -each[1]):
        if amount >= 1:
            print(f"{amount:7.1f} MiB  {' '.join(one.cmdline()).strip()[-70:] or one.name()}")
    print(f"{whole:7.1f} MiB PSS in {len(held)} processes together (aim at rest: {AIM})")


if __name__ == "__main__":
    main()

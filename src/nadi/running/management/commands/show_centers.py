"""The table of the seven centers, from the code; `--write` puts it into the README."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import nadi
from nadi.core import centers

README = Path(nadi.__file__).parents[2] / "README.md"
BEGIN = "<!-- centers: written by `./nadi manage show_centers --write` -->\n"
END = "<!-- end of centers -->"


class Command(BaseCommand):
    help = "The seven centers as the README shows them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(table())
            return
        text = README.read_text(encoding="utf-8")
        README.write_text(with_table(text), encoding="utf-8")


def table() -> str:
    lines = ["| | center | package | what it is for |", "|---|---|---|---|"]
    lines += [
        f"| {center.number} | {center.energy} | `{center.label}` | {center.purpose} |"
        for center in centers.centers()
    ]
    return "\n".join(lines) + "\n"


def with_table(text: str) -> str:
    """The README with the table between its two marks."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END, 1)[1]

"""The management commands of Django, as a program."""

from collections.abc import Sequence

import django
from django.core.management import execute_from_command_line

django.setup()


def main(words: Sequence[str]) -> int:
    execute_from_command_line(["nadi manage", *words])
    return 0

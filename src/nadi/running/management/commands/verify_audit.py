"""Recompute the audit's hash chain from its rows."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from nadi.core import audit


class Command(BaseCommand):
    help = "Check that no sealed audit row was changed, added or taken away."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = audit.verify()
        self.stdout.write(
            f"{verdict.sealed_rows} rows under {verdict.seals} seals; "
            f"{verdict.open_rows} rows wait for their seal."
        )
        for sentence in verdict.broken:
            self.stderr.write(f"Broken: {sentence}.")
        if verdict.broken:
            sys.exit(1)
        self.stdout.write("The chain is whole.")

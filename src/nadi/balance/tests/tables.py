"""Reads the tables of docs/algorithms/balance.md, so that the page is the test."""

from pathlib import Path

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "balance.md"


def table(*head: str) -> list[list[str]]:
    """The rows of the one table whose columns begin with `head`."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    starts = [n for n, line in enumerate(lines) if _cells(line)[: len(head)] == list(head)]
    assert len(starts) == 1, f"one table should begin with {head}, found {len(starts)}"
    rows = []
    for line in lines[starts[0] + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(_cells(line))
    assert rows
    return rows


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def known(text: str) -> list[float | None]:
    return [None if part in "?!" else float(part) for part in text.split()]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")] if line else []

"""Reads the worked tables out of docs/algorithms, so that prose and rules cannot drift apart."""

from pathlib import Path

ALGORITHMS = Path(__file__).parents[4] / "docs" / "algorithms"


def table(page: str, first_column: str) -> list[dict[str, str]]:
    """The rows of the one table whose first column has this heading."""
    lines = (ALGORITHMS / page).read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if _cells(line)[:1] == [first_column]]
    assert len(starts) == 1, f"{page} has {len(starts)} tables that begin with {first_column!r}"
    head = _cells(lines[starts[0]])
    rows = []
    for line in lines[starts[0] + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(head, _cells(line), strict=True)))
    assert rows, f"the table {first_column!r} in {page} has no rows"
    return rows


def _cells(line: str) -> list[str]:
    if not line.startswith("|"):
        return []
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]

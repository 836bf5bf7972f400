"""Reads the worked tables of docs/algorithms, which are the cases of these tests."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[4] / "docs" / "algorithms"


def table(page: str, first_column: str, columns: int) -> list[list[str]]:
    """The rows of the table whose heading starts with a column name and has this many columns."""
    rows: list[list[str]] = []
    inside = False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == first_column and len(cells) == columns:
            inside = True
            continue
        if (inside and not set(cells[0]) <= {"-"}) or (inside and cells[0] == ""):
            rows.append(cells)
    return rows

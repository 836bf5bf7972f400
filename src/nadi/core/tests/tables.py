"""The worked tables of docs/algorithms are test cases; this reads them."""

from pathlib import Path

ALGORITHMS = Path(__file__).resolve().parents[4] / "docs" / "algorithms"


def worked_table(page: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table under a heading, by column name."""
    lines = (ALGORITHMS / page).read_text(encoding="utf-8").splitlines()
    start = lines.index(f"## {heading}")
    table: list[list[str]] = []
    for line in lines[start + 1 :]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif table:
            break
    names, _, *rows = table
    return [dict(zip(names, row, strict=True)) for row in rows]

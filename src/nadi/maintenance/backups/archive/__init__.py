"""A folder of plain tar archives, for machines without restic."""

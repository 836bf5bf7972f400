"""restic, from version 0.14 on."""

"""Running: the command, and everything that starts, stops, watches, saves and restores.

The top of the spine. It knows processes, files and the embedded database; it knows no business.
*Cluster*: one PostgreSQL in a folder. *Part*: one process that `nadi up` keeps alive.
"""

"""Heart: patches, backups and constant testing, so that nothing has to hurt first.

A *protected system* is one whose loss we promised to be able to undo. A restore is *restorable*
when a machine has compared what came back with what was saved, and *proven* only when a person has
opened it. An *update* is due by its severity and its date of release.
"""

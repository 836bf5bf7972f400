"""Heart: healing before it hurts. Patches, backups and the constant testing of both.

A *protected system* is something on a device that must come back: a file share, a database. A *backup result* is what
one night said about it. A *restore test* brings a sample of files back and compares it with the *manifest* the agent
wrote when the backup was made: then the system is *restorable*. It is *proven* only when a person has opened what
came back. An *update* is a package that a device could install, with the moment by which it must.
"""

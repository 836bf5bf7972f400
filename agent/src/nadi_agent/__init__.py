"""The small thing on a client's machine that tells nadi how it is doing.

It looks, it remembers, it reports. It opens no port and runs nothing it is told to run.
"""

__version__ = "0.1.0"

#: What this agent can say; the server reads this and never compares versions.
CAPABILITIES = ("sample", "inventory", "updates", "reboot", "services", "backup", "manifest")

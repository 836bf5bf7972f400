"""The machines: devices, the agents on them, and what they report."""

"""What planning thinks with: when to meet again, when a meeting may close, when a device is due."""

"""What Sacral reckons with plain values alone."""

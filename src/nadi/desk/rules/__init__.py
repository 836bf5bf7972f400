"""Thinking of the service board: pure functions over plain values."""

"""Thinking about promises, time and terms: pure, without rows, clock or settings."""

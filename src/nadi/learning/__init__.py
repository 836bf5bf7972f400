"""Sacral: how things should be done, and that we keep learning to do them better.

Procedures, training and technology choices come with the round; until then this center says what
would give it evidence.
"""

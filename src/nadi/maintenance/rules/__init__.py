"""The thinking of the heart: nights, proofs, samples and due dates, over plain values.

Described with worked tables in `docs/algorithms/restore-proof.md` and `update-deadlines.md`.
"""

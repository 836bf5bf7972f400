"""The machines: devices, the agents on them, and what they report.

A *device* belongs to a client and waits for a person's approval. Its *agent* has a key of its own
and sends *reports*: samples (some thirty values a minute) and *observations* (facts with a body).
A *limit* is judged the moment a sample arrives. Where we ourselves were not listening lies an
*observer gap*. `docs/algorithms/check-in.md` says how a report travels; `intake/` receives it.
"""

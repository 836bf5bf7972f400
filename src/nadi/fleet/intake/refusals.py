"""Saying no, with a word for the agent and a sentence for people."""

from dataclasses import dataclass
from datetime import datetime

import msgspec


@dataclass(slots=True, eq=False)
class Refusal(Exception):
    """`keep`: what was sent is worth a person's look and is stored before the answer."""

    status: int
    error: str
    sentence: str
    keep: bool = False
    now: datetime | None = None

    def body(self, *, kept: bool) -> bytes:
        answer: dict[str, object] = {
            "error": self.error,
            "sentence": self.sentence,
            "kept": kept,
        }
        if self.now is not None:
            answer["now"] = self.now
        return msgspec.json.encode(answer)


STATES = {
    "pending": (
        "pending",
        "This machine waits for a person to approve it. What it measures is not lost.",
    ),
    "quarantined": (
        "quarantined",
        "This machine is in quarantine until a person decides. What it measures is not lost.",
    ),
    "retired": ("retired", "This machine was retired. Its agent can be removed."),
}


def not_active(state: str) -> Refusal:
    error, sentence = STATES[state]
    return Refusal(403, error, sentence)


def malformed(why: str) -> Refusal:
    return Refusal(400, "malformed", f"This was not understood: {why}.", keep=True)


def no_session() -> Refusal:
    sentence = "This session has ended or was never ours. Shake hands again."
    return Refusal(401, "session", sentence)


def bad_mac() -> Refusal:
    return Refusal(401, "mac", "The MAC does not fit the bytes. Shake hands again.")


def bad_signature() -> Refusal:
    return Refusal(401, "signature", "The signature does not fit the key.")


def unknown() -> Refusal:
    sentence = "This machine is not known here. It must be enrolled."
    return Refusal(404, "unknown_agent", sentence)


def busy() -> Refusal:
    return Refusal(503, "busy", "The server cannot store anything right now. Try again later.")

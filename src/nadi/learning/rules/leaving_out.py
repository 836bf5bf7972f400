"""What a rule can leave out of notes before others read them. See docs/algorithms/learning.md.

It knows shapes (addresses, numbers, what follows the word password) and the names it is given. It
cannot know everything that is personal: a person reads the draft before it is published.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nadi.learning.rules.writing import OWN_MARKS

ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
SECRET = re.compile(
    r"(?i)\b(pass(?:word|phrase|code)?|pwd|pin|secret|token|api[ -]?key|licen[cs]e key)\b"
    r"(\s*(?:is|was|[:=])\s*|\s+)(?!(?:reset|manager|policy|was reset|expired|changed)\b)\S+"
)
LINK = re.compile(r"(?i)\bhttps?://\S+")
NETWORK = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b")
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
PHONE = re.compile(r"(?<!\w)(?<!\d\.)\+?\(?\d[\d ()/-]{6,}\d(?!\w)(?!\.\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GREETING = re.compile(
    r"(?i)^(hi|hello|hej|dear|good (morning|afternoon|evening)|thanks|thank you|"
    r"kind regards|best regards|regards|cheers|best)\b[^.]{0,40}$"
)
SHORTEST_NAME = 3
LONGEST = 280
MOST = 25
SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖÉ])")


@dataclass(frozen=True, slots=True)
class Kept:
    """A text without what was left out, and the kinds of things that were."""

    text: str
    left_out: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """The steps of a draft, and the kinds of things that were left out of it."""

    steps: tuple[str, ...]
    left_out: frozenset[str]


def without(text: str, names: Collection[str] = ()) -> Kept:
    """`text` with addresses, numbers, secrets and `names` replaced by what they were."""
    gone: set[str] = set()

    def swap(pattern: re.Pattern[str], word: str, inside: str) -> str:
        def said(found: re.Match[str]) -> str:
            if pattern is PHONE and DAY.fullmatch(found.group().strip()):
                return found.group()
            gone.add(word)
            return f"{found.group(1)} […]" if pattern is SECRET else f"[{word}]"

        return pattern.sub(said, inside)

    for pattern, word in (
        (SECRET, "secret"),
        (LINK, "link"),
        (ADDRESS, "address"),
        (ACCOUNT, "account"),
        (NETWORK, "network address"),
        (PHONE, "number"),
    ):
        text = swap(pattern, word, text)
    for form, anyhow in _forms(names):
        case = "(?i)" if anyhow else ""
        pattern = re.compile(rf"{case}(?<!\w){re.escape(form)}(?:['’]s)?(?!\w)")
        text = swap(pattern, "name", text)
    return Kept(re.sub(r"(?:\[name\]\s*){2,}", "[name] ", text).strip(), frozenset(gone))


def _forms(names: Collection[str]) -> list[tuple[str, bool]]:
    """Whole names, however they are written, then each of their words as it is written: “Cedar
    Accounting” goes, and “accounting” as a word stays. The longest first."""
    whole = {name.strip(" ,.") for name in names}
    words = {word.strip(" ,.") for name in names for word in name.split()} - whole
    forms = [(form, True) for form in whole] + [(form, False) for form in words]
    fit = [form for form in forms if len(form[0]) >= SHORTEST_NAME]
    return sorted(fit, key=lambda form: (-len(form[0]), form[0]))


def from_notes(notes: Iterable[str], names: Collection[str] = ()) -> Draft:
    """The steps that a person did, as their notes have them: a line or a sentence a step, without
    greetings, without what is personal, without saying the same twice."""
    steps: list[str] = []
    gone: set[str] = set()
    for note in notes:
        for line in note.splitlines():
            for sentence in SENTENCES.split(OWN_MARKS.sub("", line).strip()):
                if not sentence.strip() or GREETING.match(sentence.strip(" ,.!")):
                    continue
                kept = without(sentence, names)
                gone |= kept.left_out
                words = kept.text.strip(" -*•\t")[:LONGEST]
                if words and words not in steps:
                    steps.append(words)
    return Draft(tuple(steps[:MOST]), frozenset(gone))

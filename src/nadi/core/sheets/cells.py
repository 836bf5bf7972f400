"""What stands in one cell, as text: cleaned, judged, and made safe to hand out again."""

import functools
import re
import unicodedata

BEGINS_A_FORMULA = "=+-@\t\r"
LONGEST_CELL = 5000
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u3000\ufeff]+")


def cleaned(text: str) -> str:
    """The text without what only looks: hard spaces, spaces around it, other line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return unescaped("\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip())


def why_unreadable(text: str) -> str | None:
    """A sentence where the cell holds what cannot be kept."""
    if len(text) > LONGEST_CELL:
        return f"it holds {len(text):,} characters; at most {LONGEST_CELL:,} are taken"
    if "\ufffd" in text:
        return "it holds a letter that the chosen encoding does not know"
    for letter in text:
        if unicodedata.category(letter) in {"Cc", "Cs"} and letter != "\n":
            return f"it holds the control character U+{ord(letter):04X}"
    return None


def begins_a_formula(text: str) -> bool:
    """A spreadsheet would calculate this instead of showing it."""
    return text[:1] in tuple(BEGINS_A_FORMULA)


def escaped(text: str) -> str:
    """`text` for a file that a spreadsheet may open: an apostrophe keeps it text."""
    return f"'{text}" if begins_a_formula(text.lstrip("'")) else text


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    if text.startswith("'") and begins_a_formula(text.lstrip("'")):
        return text[1:]
    return text


@functools.lru_cache(4096)
def folded(heading: str) -> str:
    """A heading as it is compared: without case, accents, spaces, marks and what is in brackets."""
    plain = unicodedata.normalize("NFKD", re.sub(r"[(\[].*?[)\]]", "", heading).casefold())
    return "".join(letter for letter in plain if letter.isalnum())

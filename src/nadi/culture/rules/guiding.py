"""Values as they are written down: one a line, `Word: what it means here`."""

MOST_VALUES = 9
LONGEST_WORD = 60
LONGEST_MEANING = 300


def read_values(text: str) -> list[tuple[str, str]]:
    """(word, meaning) for each line. ValueError carries the sentence for the person."""
    found = [_value(line.strip().lstrip("-*• ")) for line in text.splitlines() if line.strip()]
    if not found:
        raise ValueError("Name at least one value: a word, a colon, and what it means here.")
    if len(found) > MOST_VALUES:
        raise ValueError(f"More than {MOST_VALUES} values are none. Which matter most?")
    words = [word.casefold() for word, _meaning in found]
    twice = next((word for word, _m in found if words.count(word.casefold()) > 1), None)
    if twice is not None:
        raise ValueError(f"“{twice}” stands there twice.")
    return found


def _value(line: str) -> tuple[str, str]:
    word, _colon, meaning = (part.strip() for part in line.partition(":"))
    if not word:
        raise ValueError(f"“{line}” has no word before the colon.")
    if len(word) > LONGEST_WORD:
        raise ValueError(f"“{word[:LONGEST_WORD]} …” is a sentence. A value is a word or two.")
    if len(meaning) > LONGEST_MEANING:
        raise ValueError(f"The meaning of “{word}” is longer than {LONGEST_MEANING} letters.")
    return word, meaning


def write_values(values: list[tuple[str, str]]) -> str:
    """The same as text again."""
    return "\n".join(f"{word}: {meaning}" if meaning else word for word, meaning in values)

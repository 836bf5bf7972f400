"""What a procedure to begin with consists of."""

from dataclasses import dataclass

from nadi.learning.rules.writing import Line, read_steps


@dataclass(frozen=True, slots=True)
class Starter:
    """Texts of a procedure that a firm may adopt. Steps are written as in the form: one a line,
    a line with > is the hint of the step above. The last step is not among them: every run has it.
    """

    slug: str
    title: str
    center: int
    purpose: str
    tags: tuple[str, ...]
    text: str

    @property
    def steps(self) -> tuple[Line, ...]:
        return read_steps(self.text)

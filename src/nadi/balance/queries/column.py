"""The seven rings at the left of every page: one statement."""

from typing import cast

from nadi.accounts.models import Person
from nadi.balance import sentences
from nadi.balance.models import CenterSnapshot
from nadi.core import centers
from nadi.core.statements import columns, made, rows, texts

BOOK = ("book",)  # what only facts need
NEWEST = (
    f"SELECT {columns(CenterSnapshot, 's', but=BOOK)}"  # noqa: S608  columns of ours
    " FROM unnest(%s::text[]) AS c(label) CROSS JOIN LATERAL ("
    " SELECT * FROM balance_centersnapshot WHERE center = c.label ORDER BY day DESC LIMIT 1) AS s"
)


def column(who: Person) -> list[tuple[centers.CenterConfig, float | None, str]]:
    """Each center with its number and what that says in words; no number without a score."""
    if not who.is_staff_member:
        return []
    latest = states_for(who)
    return [
        (center, sentences.score_of(state), sentences.state_words(state))
        for center in centers.centers()
        for state in [latest.get(center.label)]
    ]


def states_for(who: Person) -> dict[str, CenterSnapshot]:
    """The same, read once a request: the column beside Today says what Today says."""
    if who.asked_once is None:
        return latest_states()
    kept = who.asked_once.get("latest_states") or latest_states()
    who.asked_once["latest_states"] = kept
    return cast(dict[str, CenterSnapshot], kept)


def latest_states() -> dict[str, CenterSnapshot]:
    """The newest snapshot of each center: one step back along the index per center, however many
    years are kept. Written as SQL because it stands on every page."""
    labels = texts([center.label for center in centers.centers()])
    found = [made(CenterSnapshot, row, but=BOOK) for row in rows(NEWEST, [labels])]
    return {row.center: row for row in found}

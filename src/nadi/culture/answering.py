"""How an answer to a trust check is cast: the one change in nadi that leaves no audit row.

The receipt (this seat has answered) and the answer share no key. The answers of an open check are
one sealed piece of text, unsealed, added to, shuffled, filled up to a common length and sealed anew
with each answer, so that neither a row's id, nor its place, nor the transaction that wrote it, nor
its length tells which seat it came from. What this does not defeat is said on the form and in
docs/algorithms/trust-check.md.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.translation import gettext as _

from nadi.core import vault
from nadi.core.errors import NotFound, Refused
from nadi.culture.models import SealedBox, Seat, TrustCheck
from nadi.culture.rules.trust import SCALE

FILLED_TO = 8192
LONGEST_COMMENT = 1000
_signer = Signer(salt="nadi.culture.seat")
_chance = secrets.SystemRandom()
Sheet = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody answers: two numbers from 1 to 5, and words if they like."""

    trust: int
    one_team: int
    words: str = ""


def secret_of(seat: Seat) -> str:
    """The secret of the seat's one-time link. Made from the seat, so it is kept nowhere."""
    return str(_signer.sign(str(seat.pk)))


def seat_behind(secret: str) -> Seat:
    """The seat of a link, spent or not; NotFound where there never was one."""
    try:
        pk = int(_signer.unsign(secret))
    except (BadSignature, ValueError) as problem:
        raise NotFound(_("There is no such link.")) from problem
    found = Seat.objects.select_related("check_asked").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such link."))
    return found


def cast_answer(seat: Seat, ballot: Ballot, *, today: date) -> None:
    """Put one answer into the box. Refused where this seat has answered or the check is over."""
    if ballot.trust not in SCALE or ballot.one_team not in SCALE:
        raise Refused(_("Each of the two questions has an answer from 1 to 5."))
    with transaction.atomic():
        check = TrustCheck.objects.select_for_update(of=("self",)).get(pk=seat.check_asked_id)
        if not check.is_open or today > check.closes_on:
            raise Refused(_("This check is over. What was heard is told to everybody."))
        taken = Seat.objects.filter(pk=seat.pk, has_answered=False).update(has_answered=True)
        if not taken:
            raise Refused(_("An answer was given from here. It cannot be found or changed."))
        box = SealedBox.objects.get(check_asked=check)
        sheets, words = opened(box)
        sheets.append({"group": seat.group, "trust": ballot.trust, "one_team": ballot.one_team})
        if ballot.words.strip():
            words.append(ballot.words.strip()[:LONGEST_COMMENT])
        box.sealed = closed(sheets, words)
        box.save(update_fields=["sealed"])


def closed(sheets: list[Sheet], words: list[str]) -> str:
    """Both lists shuffled, filled up and sealed."""
    _chance.shuffle(sheets)
    _chance.shuffle(words)
    text = json.dumps({"sheets": sheets, "words": words})
    return vault.seal(text + " " * (-len(text) % FILLED_TO))


def opened(box: SealedBox) -> tuple[list[Sheet], list[str]]:
    held = json.loads(vault.unseal(box.sealed))
    return held["sheets"], held["words"]


def shuffled(box: SealedBox) -> tuple[list[Sheet], list[str]]:
    """What the box holds, in an order of chance."""
    sheets, words = opened(box)
    _chance.shuffle(sheets)
    _chance.shuffle(words)
    return sheets, words

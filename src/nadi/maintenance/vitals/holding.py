"""What Heart holds back in the runs it began: the steps that wait for the test restore, and an end
that is not the filing of the list."""

from django.utils.translation import gettext as _

from nadi.maintenance import queries
from nadi.maintenance.rules import checklists as rules


def held_back(run_id: int, number: int, to: str) -> list[str]:
    """Why a step of a monthly list must not become `to` now, or the run not end."""
    held = queries.kept_by_checklist(run_id)
    if held is None:
        return []
    if to in ("finished", "left"):
        return [] if held.filed_at else [_("A monthly list ends when it is filed, under Heart.")]
    first = held.run.steps.order_by("number").first()
    is_proof = number == rules.FIRST and to in ("done", "not_applicable")
    reason = rules.why_not_answer(
        number,
        to,
        first_is_open=first is not None and first.is_open,
        unproven=tuple(str(one) for one in queries.unproven(held.client_id, held.month))
        if is_proof
        else (),
        protected=len(queries.systems_of(held.client_id)) if is_proof else 0,
    )
    return [_(reason)] if reason else []

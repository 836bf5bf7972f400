"""The long work on a table: look it through, write it, take it back. Each is one transaction, so a
process may be killed at any moment: it is then as if the step had never begun, and the queue begins
it anew. Whoever comes second finds the step done and does nothing."""

from collections.abc import Callable

import structlog
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from nadi.core.actions import Actor, action
from nadi.core.errors import NadiError
from nadi.core.models import SheetImport
from nadi.core.sheets.looking import look, write_lines
from nadi.core.sheets.progress import Progress, Silence, Tick
from nadi.core.sheets.undoing import take_back
from nadi.core.sheets.writing import write

log = structlog.get_logger(__name__)
State = SheetImport.State
BACK_TO = {State.LOOKING: State.KEPT, State.IMPORTING: State.LOOKED, State.UNDOING: State.DONE}
MEANWHILE = "Somebody changed the same things at the same moment. Nothing was written. Look again."
BROKEN = "This could not be done, and nothing was written. The log of the worker says more."


def perform(sheet_id: int, by_id: int, *, telling: bool = True) -> None:
    """Do the step that this import waits for, if it still does."""
    who: Actor = get_user_model()._default_manager.get(pk=by_id)
    if not telling:
        _perform(sheet_id, who, Silence())
        return
    with Progress(sheet_id) as progress:
        _perform(sheet_id, who, progress)


def _perform(sheet_id: int, who: Actor, tick: Tick) -> None:
    try:
        with transaction.atomic():
            sheet = SheetImport.objects.select_for_update().get(pk=sheet_id)
            step = STEPS.get(State(sheet.state))
            if step is not None:
                step(sheet, tick, by=who)
    except NadiError as problem:
        _step_back(sheet_id, str(problem.sentence))
    except IntegrityError:
        log.warning("sheet_conflict", sheet=sheet_id, exc_info=True)
        _step_back(sheet_id, MEANWHILE)
    except Exception:  # boundary: an import must never hang between two states
        _step_back(sheet_id, BROKEN)
        raise


def _step_back(sheet_id: int, problem: str) -> None:
    """Where it stood before the step, with the sentence that says why."""
    with transaction.atomic():
        sheet = SheetImport.objects.select_for_update().get(pk=sheet_id)
        back = BACK_TO.get(State(sheet.state), State(sheet.state))
        sheet.state = State.UNDONE if back == State.DONE and sheet.undone_at else back
        sheet.problem = problem
        sheet.save(update_fields=["state", "problem"])


@action
def look_through(sheet: SheetImport, tick: Tick, *, by: Actor) -> SheetImport:
    looked = look(sheet, by, tick)
    write_lines(sheet, looked.judged, tick)
    sheet.remarks = list(dict.fromkeys([*sheet.remarks, *looked.remarks]))  # those of its head too
    sheet.problem = ""
    sheet.state, sheet.looked_at = State.LOOKED, timezone.now()
    sheet.save()
    return sheet


@action
def import_sheet(sheet: SheetImport, tick: Tick, *, by: Actor) -> SheetImport:
    write(sheet, by, tick)
    sheet.problem, sheet.state, sheet.done_at = "", State.DONE, timezone.now()
    sheet.save()
    return sheet


@action
def undo_import(sheet: SheetImport, tick: Tick, *, by: Actor) -> SheetImport:
    take_back(sheet, by, tick)
    sheet.problem, sheet.state, sheet.undone_at = "", State.UNDONE, timezone.now()
    sheet.save()
    return sheet


STEPS: dict[State, Callable[..., SheetImport]] = {
    State.LOOKING: look_through,
    State.IMPORTING: import_sheet,
    State.UNDOING: undo_import,
}

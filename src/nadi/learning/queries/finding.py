"""Procedures, trials and lessons for Ctrl K, and what can be done here."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.search import MOST_OF_A_KIND, Found, begins
from nadi.learning.models import ProcedureState
from nadi.learning.queries.procedures import procedures_visible_to
from nadi.learning.queries.sharing import lessons_visible_to, trials_visible_to


def find(who: Person, text: str) -> list[Found]:
    """Procedures by title or tag, lessons by their words, trials; then the acts and places."""
    if not who.is_staff_member:
        return []
    procedures = procedures_visible_to(who).exclude(state=ProcedureState.RETIRED)
    wanted = Q(title__icontains=text) | Q(tags__icontains=text.lower())
    lessons = lessons_visible_to(who).filter(taken_back_at__isnull=True)
    words = Q(title__icontains=text) | Q(text__icontains=text)
    found = [
        Found(each.title, str(each.get_state_display()), each.get_absolute_url(), _("Procedures"))
        for each in procedures.filter(wanted).order_by("title")[:MOST_OF_A_KIND]
    ]
    found += [
        Found(each.title, each.from_label, each.get_absolute_url(), _("Lessons"))
        for each in lessons.filter(words)[:MOST_OF_A_KIND]
    ]
    found += [
        Found(each.title, str(each.owner), each.get_absolute_url(), _("Trials"))
        for each in trials_visible_to(who).filter(title__icontains=text)[:MOST_OF_A_KIND]
    ]
    places = [
        (_("Write a procedure"), "new_procedure", _("Acts")),
        (_("Share a lesson"), "new_lesson", _("Acts")),
        (_("Try something new"), "new_trial", _("Acts")),
        (_("Procedures"), "procedures", _("Go to")),
        (_("Runs"), "runs", _("Go to")),
        (_("Lessons"), "lessons", _("Go to")),
        (_("Trials"), "trials", _("Go to")),
        (_("My learning"), "hours", _("Go to")),
    ]
    return found + [
        Found(name, "", reverse(f"learning:{to}"), kind)
        for name, to, kind in places
        if begins(name, text)
    ]

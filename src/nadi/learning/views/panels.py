"""What Sacral has to say on the page of a client: which procedures were run here."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NotFound
from nadi.core.pages import page
from nadi.learning import queries
from nadi.learning.views.asking import who_asks

MOST = 6


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_asks(request)
    one = clients_visible_to(who).filter(pk=pk).first()
    if one is None:
        raise NotFound("There is no such client, or none that you may see.")
    found = queries.runs_for(who, one)
    values = {
        "client": one,
        "going": list(found.filter(ended_at__isnull=True)[:MOST]),
        "ended": list(found.filter(ended_at__isnull=False).order_by("-ended_at")[:MOST]),
        "today": timezone.localdate(),
    }
    return page(request, "learning/client_panel.html", values)

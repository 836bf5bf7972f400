"""What Root has to say on the pages of others."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.agreements import queries
from nadi.agreements.models import VerdictAnswer
from nadi.agreements.views.asking import who_asks
from nadi.agreements.views.papers import TONES, state_name
from nadi.agreements.views.spoken import CLIENT_LOOK_BACK
from nadi.clients.queries import clients_visible_to
from nadi.core.errors import NotFound
from nadi.core.pages import page


@require_safe
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Promises lead: what we owe this client, what was kept, what is late; then the papers."""
    who, now = who_asks(request), timezone.now()
    one = clients_visible_to(who).filter(pk=pk).first()
    if one is None:
        raise NotFound("There is no such client, or none that you may see.")
    today = timezone.localdate()
    papers = [
        (each, standing, TONES[standing.state], state_name(standing.state), each.version_on(today))
        for each in queries.agreements_of(who).filter(client=one)
        for standing in (each.standing(today),)
    ]
    spoken = queries.spoken_with(who, one, now - CLIENT_LOOK_BACK)
    told = (promise.kept_on_time(now) for promise in spoken if promise.is_ours)
    counted = [on_time for on_time in told if on_time is not None]
    standing = queries.visible_standing(who, now, one)
    values = {
        "client": one,
        "open": [promise for promise in spoken if promise.is_open],
        "late": [promise.pk for promise in spoken if promise.is_late(now)],
        "kept": sum(counted),
        "made": len(counted),
        "standing": standing,
        "calm": [p for p, verdict in standing if verdict and verdict.answer == VerdictAnswer.KEPT],
        "papers": papers,
    }
    return page(request, "agreements/client_panel.html", values)

"""Signing in by a link, one's own profile and devices, and the people who work here."""

from typing import cast

from allauth.account.utils import perform_login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.accounts import actions, queries
from nadi.accounts.adapter import home_of
from nadi.accounts.forms import InviteForm, ProfileForm, RoleForm
from nadi.accounts.models import Person, Role
from nadi.accounts.rules import device_in_words
from nadi.core.actors import System
from nadi.core.errors import NotFound, Refused
from nadi.core.pages import page

BY_LINK = "came_by_link"
WHAT_ROLES_DO = {
    Role.OWNER: gettext_lazy("Leads the firm: sees all, signs agreements, makes owners."),
    Role.SERVICE_MANAGER: gettext_lazy("Leads the service: people, promises, all boards."),
    Role.COORDINATOR: gettext_lazy("Hands out work and keeps the boards moving."),
    Role.TECHNICIAN: gettext_lazy(
        "Does the work: tickets, devices, restores. Can be limited to some clients."
    ),
    Role.FRONT_OFFICE: gettext_lazy("Answers the phone, keeps clients and contacts right."),
    Role.CONTACT: gettext_lazy(
        "Belongs to a client: sees the own tickets and promises, nothing else."
    ),
}


def _who(request: HttpRequest) -> Person:
    return cast(Person, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Opening it shows who it is for; only the button spends it, so that a mail
    scanner that opens every link takes nothing away."""
    link = queries.link_behind(secret)
    if request.method != "POST":
        return page(request, "accounts/enter.html", {"person": link.person, "link": link})
    person = actions.use_sign_in_link(link, by=System("sign-in link"))
    request.session[BY_LINK] = person.pk
    return cast(HttpResponse, perform_login(request, person, redirect_url=home_of(person)))


@require_safe
def settings_home(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, each with one sentence."""
    return page(request, "accounts/settings.html", {"firm": settings.NADI_FIRM})


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    who = _who(request)
    form = ProfileForm(request.POST or None, instance=who)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(Person.objects.get(pk=who.pk), **form.cleaned_data, by=who)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return page(request, "accounts/profile.html", {"form": form}, status=_status(form))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, and where they are signed in now."""
    who = _who(request)
    values = {
        "has_password": who.has_usable_password(),
        "has_second_factor": is_mfa_enabled(who),
        "sessions": [(one, device_in_words(one.user_agent)) for one in queries.sessions(who)],
        "this_session": request.session.session_key,
        "came_by_link": request.session.get(BY_LINK) == who.pk,
    }
    return page(request, "accounts/security.html", values)


@require_POST
def forget_password(request: HttpRequest) -> HttpResponse:
    """Only in a session that a one-time link began: whoever made the link vouched for them."""
    who = _who(request)
    if request.session.get(BY_LINK) != who.pk:
        raise Refused(
            _("Come in by a one-time link first. An owner or the service manager makes it.")
        )
    update_session_auth_hash(request, actions.forget_password(who, by=who))
    return redirect("account_set_password")


@require_POST
def sign_out_there(request: HttpRequest, pk: int) -> HttpResponse:
    who = _who(request)
    session = next((s for s in queries.sessions(who) if s.pk == pk), None)
    if session is None:
        raise NotFound(_("That device is signed out already."))
    actions.end_session(session, by=who)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:security")


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    who = _who(request)
    values = {
        "people": queries.people(who),
        "gone": queries.people(who, gone=True),
        "may_change": who.is_lead,
    }
    return page(request, "accounts/people.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_person(request: HttpRequest) -> HttpResponse:
    who = _who(request)
    form = InviteForm(
        request.POST or None, initial={"zone_name": who.zone_name, "role": Role.TECHNICIAN}
    )
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.invite(**form.cleaned_data, by=who)
        except Refused as refusal:
            form.add_error("email" if "email" in refusal.fields else None, refusal.sentence)
        else:
            messages.success(
                request, _("%(name)s is here. Make the link they come in by.") % {"name": person}
            )
            return redirect("accounts:person", person.pk)
    return page(request, "accounts/invite.html", {"form": form}, status=_status(form))


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    who = _who(request)
    one = queries.person_for(who, pk)
    values = {
        "person": one,
        "role_form": RoleForm(initial={"role": one.role}),
        "may_change": who.is_lead,
        "is_self": one.pk == who.pk,
        "what_role_does": WHAT_ROLES_DO[Role(one.role)],
    }
    return page(request, "accounts/person.html", values)


@require_POST
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    who = _who(request)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Refused(_("There is no such role."))
    one = actions.change_role(queries.person_for(who, pk), role=form.cleaned_data["role"], by=who)
    messages.success(
        request, _("%(name)s is now: %(role)s.") % {"name": one, "role": one.get_role_display()}
    )
    return redirect("accounts:person", pk)


@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a one-time link and show it once. It is handed over by the person who made it."""
    who = _who(request)
    one = queries.person_for(who, pk)
    path = actions.make_sign_in_link(one, by=who)
    values = {"person": one, "address": request.build_absolute_uri(path)}
    return page(request, "accounts/link.html", values)


@require_POST
def mark_left(request: HttpRequest, pk: int) -> HttpResponse:
    who = _who(request)
    one = actions.leave(
        queries.person_for(who, pk), because=request.POST.get("because", ""), by=who
    )
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": one})
    return redirect("accounts:people")


@require_POST
def mark_back(request: HttpRequest, pk: int) -> HttpResponse:
    who = _who(request)
    actions.come_back(queries.person_for(who, pk), by=who)
    return redirect("accounts:person", pk)


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role is here for, and who holds it."""
    held = queries.count_by_role(_who(request))
    cards = [(role, role.label, WHAT_ROLES_DO[role], held.get(role.value, 0)) for role in Role]
    return page(request, "accounts/roles.html", {"roles": cards})


def _status(form: InviteForm | ProfileForm) -> int:
    return 422 if form.is_bound and form.errors else 200

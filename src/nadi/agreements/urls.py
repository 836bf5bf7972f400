from django.urls import path

from nadi.agreements import first_act
from nadi.agreements.views import home, panels, papers, spoken, standing, work

app_name = "agreements"
urlpatterns = [
    path("agreements/first/", first_act.answer, name="first_act"),
    path("agreements/", home.home, name="home"),
    path("agreements/all/", papers.agreements, name="agreements"),
    path("agreements/new/", papers.new_agreement, name="new_agreement"),
    path("agreements/<int:pk>/", papers.agreement, name="agreement"),
    path("agreements/<int:pk>/renew/", papers.renew, name="renew"),
    path("agreements/<int:pk>/end/", papers.end, name="end"),
    path("agreements/<int:pk>/versions/new/", papers.new_version, name="new_version"),
    path("agreements/<int:pk>/versions/<int:number>/", papers.version, name="version"),
    path("agreements/<int:pk>/versions/<int:number>/edit/", papers.edit, name="edit_version"),
    path("agreements/<int:pk>/versions/<int:number>/terms/", papers.terms, name="terms"),
    path(
        "agreements/<int:pk>/versions/<int:number>/promise/",
        papers.add_promise,
        name="add_standing_promise",
    ),
    path("agreements/<int:pk>/versions/<int:number>/sign/", papers.sign, name="sign_for_us"),
    path(
        "agreements/<int:pk>/versions/<int:number>/sign-theirs/",
        papers.sign_theirs,
        name="sign_for_them",
    ),
    path("agreements/standing/", standing.promises, name="standing_promises"),
    path("agreements/standing/<int:pk>/", standing.promise, name="standing_promise"),
    path("agreements/standing/<int:pk>/judge/", standing.judge, name="judge"),
    path(
        "agreements/standing/<int:pk>/remove/",
        papers.remove_promise,
        name="remove_standing_promise",
    ),
    path("agreements/judge/", standing.judge_all, name="judge_all"),
    path("agreements/verdicts/<int:pk>/", standing.verdict, name="verdict"),
    path("agreements/time/", work.my_time, name="my_time"),
    path("agreements/hours/<slug:label>/", work.hours, name="hours"),
    path("agreements/time/start/", work.start, name="start_timer"),
    path("agreements/time/stop/", work.stop, name="stop_timer"),
    path("agreements/time/<int:pk>/", work.entry, name="time_entry"),
    path("agreements/client/<int:pk>/panel/", panels.client, name="client_panel"),
    path("promises/", spoken.promises, name="promises"),
    path("promises/speak/", spoken.speak, name="speak"),
    path("promises/speak/due/", spoken.due, name="due"),
    path("promises/<int:pk>/", spoken.promise, name="spoken_promise"),
    path("promises/<int:pk>/keep/", spoken.keep, name="keep_promise"),
    path("promises/<int:pk>/break/", spoken.break_, name="break_promise"),
    path("promises/<int:pk>/let-go/", spoken.let_go, name="let_go_of_promise"),
    path("promises/<int:pk>/renegotiate/", spoken.renegotiate, name="renegotiate_promise"),
]

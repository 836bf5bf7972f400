"""The crown's addresses."""

from django.urls import path

from nadi.culture import first_act
from nadi.culture.views import home, people, relations, thanks, trust

app_name = "culture"
urlpatterns = [
    path("first/", first_act.answer, name="first_act"),
    path("", home.home, name="home"),
    path("page/", home.guiding_page, name="guiding_page"),
    path("page/publish/", home.publish, name="publish"),
    path("page/read/", home.read, name="read"),
    path("one-on-ones/", people.meetings, name="meetings"),
    path("one-on-ones/agree/", people.agree_pairing, name="agree_pairing"),
    path("one-on-ones/<int:pk>/", people.meeting, name="meeting"),
    path("one-on-ones/<int:pk>/hold/", people.hold, name="hold"),
    path("one-on-ones/<int:pk>/talks/<int:talk>/note/", people.note, name="note"),
    path("one-on-ones/<int:pk>/end/", people.end_pairing, name="end_pairing"),
    path("goals/", people.goals, name="goals"),
    path("goals/propose/", people.propose_goals, name="propose_goals"),
    path("goals/<int:pk>/", people.goal_sheet, name="goal_sheet"),
    path("goals/<int:pk>/agree/", people.agree_goals, name="agree_goals"),
    path("goals/<int:pk>/review/", people.review_goals, name="review_goals"),
    path("goals/<int:pk>/sign/", people.sign_review, name="sign_review"),
    path("kudos/", thanks.kudos, name="kudos"),
    path("kudos/give/", thanks.give_kudos, name="give_kudos"),
    path("stand-up/", thanks.stand_up, name="stand_up"),
    path("stand-ups/", thanks.stand_ups, name="stand_ups"),
    path("stand-ups/<slug:week>/", thanks.minutes, name="minutes"),
    path("relations/", relations.relations, name="relations"),
    path("relations/clients/<slug:slug>/", relations.client_relation, name="client_relation"),
    path("relations/vendors/<int:pk>/", relations.vendor_relation, name="vendor_relation"),
    path("trust/", trust.trust, name="trust"),
    path("trust/launch/", trust.launch, name="launch"),
    path("trust/conversation/", trust.conversation, name="conversation"),
    path("trust/<int:pk>/", trust.trust_check, name="trust_check"),
    path("trust/<int:pk>/answer/", trust.answer_them, name="answer_them"),
    path("trust/<int:pk>/export/", trust.export, name="export"),
    path("answer/", trust.answer, name="answer"),
    path("answer/<str:secret>/", trust.answer_by_link, name="answer_by_link"),
    path("panels/client/<int:pk>/", home.client_panel, name="client_panel"),
    path("panels/person/", home.person_panel, name="person_panel"),
    path("panels/portal/", trust.portal_panel, name="portal_panel"),
]

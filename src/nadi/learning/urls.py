from django.urls import path

from nadi.learning import first_act
from nadi.learning.views import home, hours, lessons, panels, procedures, runs, trials, writing

app_name = "learning"
urlpatterns = [
    path("first/", first_act.answer, name="first_act"),
    path("", home.home, name="home"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/new/", writing.new, name="new_procedure"),
    path("procedures/<slug:slug>/", procedures.procedure, name="procedure"),
    path("procedures/<slug:slug>/revise/", writing.revise, name="revise"),
    path("procedures/<slug:slug>/publish/", writing.publish, name="publish"),
    path("procedures/<slug:slug>/review/", writing.review, name="review"),
    path("procedures/<slug:slug>/run/", runs.begin, name="begin_run"),
    path("procedures/<slug:slug>/ask/", procedures.ask, name="ask"),
    path("procedures/<slug:slug>/hand-over/", procedures.hand_over, name="hand_over"),
    path("procedures/<slug:slug>/retire/", procedures.retire, name="retire"),
    path("procedures/<slug:slug>/versions/<int:number>/", procedures.version, name="version"),
    path("wishes/<int:pk>/decline/", procedures.decline, name="decline"),
    path("beginnings/", procedures.starters, name="starters"),
    path("beginnings/<slug:slug>/", procedures.starter, name="starter"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/steps/<int:number>/", runs.mark, name="mark_step"),
    path("runs/<int:pk>/improve/", runs.improve, name="improve"),
    path("runs/<int:pk>/finish/", runs.finish, name="finish_run"),
    path("runs/<int:pk>/leave/", runs.leave, name="leave_run"),
    path("runs/<int:pk>/hand-over/", runs.hand_over, name="hand_run_over"),
    path("trials/", trials.trials, name="trials"),
    path("trials/new/", trials.new, name="new_trial"),
    path("trials/<int:pk>/", trials.trial, name="trial"),
    path("lessons/", lessons.lessons, name="lessons"),
    path("lessons/new/", lessons.new, name="new_lesson"),
    path("lessons/<int:pk>/", lessons.lesson, name="lesson"),
    path("lessons/<int:pk>/take-back/", lessons.take_back, name="take_back"),
    path("hours/", hours.hours, name="hours"),
    path("hours/name/", hours.name, name="name_learning"),
    path("hours/<int:pk>/agree/", hours.agree, name="agree"),
    path("client/<int:pk>/panel/", panels.client, name="client_panel"),
]

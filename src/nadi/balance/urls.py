from django.urls import path

from nadi.balance import first_hour, rounds, views

app_name = "balance"
urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("state/", views.seven, name="seven"),
    path("change/", views.change, name="change"),
    path("attention/", views.attention, name="attention"),
    path("neglect/", views.neglect, name="neglect"),
    path("neglect/<str:label>/", views.agree_neglect, name="agree_neglect"),
    path("definitions/", views.definitions, name="definitions"),
    path("definitions/<str:name>/remove/", views.remove_vital, name="remove_vital"),
    path("definitions/<str:name>/return/", views.return_vital, name="return_vital"),
    path("first-hour/", first_hour.show, name="first_hour"),
    path("first-hour/begin/", first_hour.begin, name="begin_first_hour"),
    path("first-hour/later/", first_hour.leave_for_later, name="leave_for_later"),
    path("first-hour/end/", first_hour.end, name="end_first_hour"),
    path("state/<str:label>/", views.state, name="state"),
    path("reading/<str:name>/", views.reading, name="reading"),
    path("intention/", views.intention, name="intention"),
    path("round/", rounds.show, name="round"),
    path("round/begin/", rounds.begin, name="begin_round"),
    path("round/place/", rounds.place, name="round_place"),
    path("round/leave/", rounds.leave, name="leave_round"),
    path("round/end/", rounds.end, name="end_round"),
    path("round/<str:center>/do/", rounds.do, name="do_it"),
    path("round/<str:center>/schedule/", rounds.schedule, name="schedule"),
    path("round/<str:center>/hand-over/", rounds.hand_over, name="hand_over"),
    path("round/<str:center>/let-go/", rounds.let_go, name="let_go"),
    path("given/", rounds.given_panel, name="given_panel"),
    path("given/<int:pk>/done/", rounds.given_done, name="given_done"),
    path("given/<int:pk>/let-go/", rounds.given_let_go, name="given_let_go"),
]

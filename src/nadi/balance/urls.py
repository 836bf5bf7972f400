from django.urls import path

from nadi.balance import views

app_name = "balance"
urlpatterns = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("state/<str:label>/", views.state, name="state"),
    path("reading/<str:name>/", views.reading, name="reading"),
    path("intention/", views.intention, name="intention"),
]

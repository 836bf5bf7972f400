from django.urls import path

from nadi.learning import views

app_name = "learning"
urlpatterns = [path("", views.home, name="home")]

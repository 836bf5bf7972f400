from django.urls import path

from nadi.culture import views

app_name = "culture"
urlpatterns = [path("", views.home, name="home")]

"""The heart's addresses."""

from django.urls import path

from nadi.maintenance import views

app_name = "maintenance"
urlpatterns = [
    path("", views.home, name="home"),
    path("systems/new/", views.protect, name="protect"),
    path("systems/<int:pk>/", views.system, name="system"),
    path("systems/<int:pk>/end/", views.end, name="end_protection"),
    path("tests/", views.tests, name="tests"),
    path("tests/start/", views.start_tests, name="start_tests"),
    path("tests/<int:pk>/", views.test, name="test"),
    path("tests/<int:pk>/open/", views.open_test, name="open_test"),
    path("tests/<int:pk>/files/<int:number>/", views.restored_file, name="restored_file"),
    path("tests/<int:pk>/files/<int:number>/take/", views.take_file, name="take_file"),
    path("updates/", views.updates, name="updates"),
    path("updates/<int:pk>/", views.device_updates, name="device_updates"),
    path("panels/client/<int:pk>/", views.client_panel, name="client_panel"),
    path("panels/device/<int:pk>/", views.device_panel, name="device_panel"),
]

"""The heart's addresses."""

from django.urls import path

from nadi.maintenance import first_act, views

app_name = "maintenance"
urlpatterns = [
    path("first/", first_act.answer, name="first_act"),
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
    path("monthly/", views.checklists, name="checklists"),
    path("monthly/<int:pk>/", views.checklist, name="checklist"),
    path("monthly/<int:pk>/steps/<int:number>/", views.checklist_step, name="checklist_step"),
    path("monthly/<int:pk>/take/", views.take_checklist, name="take_checklist"),
    path("monthly/<int:pk>/revise/", views.revise_checklist, name="revise_checklist"),
    path("monthly/<int:pk>/publish/", views.publish_checklist, name="publish_checklist"),
    path("monthly/<int:pk>/file/", views.file_checklist, name="file_checklist"),
    path("panels/client/<int:pk>/", views.client_panel, name="client_panel"),
    path("panels/device/<int:pk>/", views.device_panel, name="device_panel"),
]

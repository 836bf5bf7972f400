"""Machines: the list, one machine, its figures, and who is trusted."""

from django.urls import path

from nadi.fleet.views import devices, figures, trust

app_name = "fleet"

urlpatterns = [
    path("", devices.home, name="home"),
    path("tokens/", trust.tokens, name="tokens"),
    path("tokens/<int:pk>/withdraw/", trust.withdraw_token, name="withdraw_token"),
    path("of-client/<int:pk>/", devices.client_panel, name="client_panel"),
    path("<int:pk>/", devices.device, name="device"),
    path("<int:pk>/line/", figures.line, name="line"),
    path("<int:pk>/rows/", figures.rows, name="rows"),
    path("<int:pk>/said/<slug:kind>/", devices.observation, name="observation"),
    path("<int:pk>/change/", trust.edit, name="edit"),
    path("<int:pk>/approve/", trust.approve, name="approve"),
    path("<int:pk>/quarantine/", trust.quarantine, name="quarantine"),
    path("<int:pk>/release/", trust.release, name="release"),
    path("<int:pk>/retire/", trust.retire, name="retire"),
]

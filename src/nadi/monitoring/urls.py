"""Solar's pages: what asks for a person, alerts, rules, web addresses, and panels."""

from django.urls import path

from nadi.monitoring import first_act
from nadi.monitoring.views import alerts, panels, rounds, rules, sites

app_name = "monitoring"

urlpatterns = [
    path("first/", first_act.answer, name="first_act"),
    path("", alerts.home, name="home"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/answer/", alerts.answer, name="answer"),
    path("alerts/<int:pk>/mute/", alerts.mute, name="mute"),
    path("alerts/<int:pk>/series/", alerts.series, name="series"),
    path("mutes/", alerts.mutes, name="mutes"),
    path("mutes/<int:pk>/lift/", alerts.lift_mute, name="lift_mute"),
    path("forecasts/<int:pk>/plan/", alerts.plan_prevention, name="plan_prevention"),
    path("round/", rounds.today, name="round"),
    path("round/look/<int:pk>/", rounds.look, name="round_look"),
    path("round/sign/", rounds.sign, name="sign_round"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:pk>/", rounds.past, name="past_round"),
    path("rules/", rules.rules, name="rules"),
    path("rules/usual/", rules.usual, name="usual_rules"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/change/", rules.change, name="change_rule"),
    path("rules/<int:pk>/stop/", rules.stop, name="stop_rule"),
    path("rules/<int:pk>/for-client/", rules.for_client, name="rule_for_client"),
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.new, name="new_site"),
    path("sites/<int:pk>/", sites.site, name="site"),
    path("sites/<int:pk>/change/", sites.change, name="change_site"),
    path("sites/<int:pk>/look/", sites.look, name="look"),
    path("sites/<int:pk>/stop/", sites.stop, name="stop_site"),
    path("panels/client/<int:pk>/", panels.client, name="client_panel"),
    path("panels/device/<int:pk>/", panels.device, name="device_panel"),
    path("panels/device/<int:pk>/limit/", panels.limit, name="set_limit"),
]

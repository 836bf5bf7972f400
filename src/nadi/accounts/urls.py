"""Signing in by a link, one's own profile, and the people who work here."""

from django.urls import path

from nadi.accounts import views

app_name = "accounts"

urlpatterns = [
    path("account/enter/<str:secret>/", views.enter, name="enter"),
    path("settings/", views.settings_home, name="settings"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/security/", views.security, name="security"),
    path("settings/security/forgotten/", views.forget_password, name="forget_password"),
    path("settings/security/sign-out/<int:pk>/", views.sign_out_there, name="sign_out_there"),
    path("settings/people/", views.people_list, name="people"),
    path("settings/people/invite/", views.invite_person, name="invite"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/role/", views.give_role, name="change_role"),
    path("settings/people/<int:pk>/link/", views.send_link, name="make_link"),
    path("settings/people/<int:pk>/leave/", views.mark_left, name="leave"),
    path("settings/people/<int:pk>/back/", views.mark_back, name="come_back"),
    path("settings/roles/", views.roles, name="roles"),
]

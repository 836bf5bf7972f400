"""Clients, their people and places, vendors, hours, limits, and the portal of contacts."""

from django.urls import path

from nadi.clients.views import calendars, clients, people, vendors

app_name = "clients"

urlpatterns = [
    path("clients/", clients.home, name="home"),
    path("clients/new/", clients.new, name="new"),
    path("clients/<slug:slug>/", clients.client, name="client"),
    path("clients/<slug:slug>/change/", clients.edit, name="edit"),
    path("clients/<slug:slug>/state/", clients.change_state, name="change_state"),
    path("clients/<slug:slug>/talk/", clients.note_talk, name="note_talk"),
    path("clients/<slug:slug>/sites/new/", people.new_site, name="new_site"),
    path("clients/<slug:slug>/contacts/new/", people.new_contact, name="new_contact"),
    path("sites/<int:pk>/", people.site, name="site"),
    path("sites/<int:pk>/change/", people.edit_site, name="edit_site"),
    path("contacts/<int:pk>/", people.contact, name="contact"),
    path("contacts/<int:pk>/change/", people.edit_contact, name="edit_contact"),
    path("contacts/<int:pk>/left/", people.contact_left, name="contact_left"),
    path("contacts/<int:pk>/sign-in/", people.let_sign_in, name="let_sign_in"),
    path("vendors/", vendors.vendors, name="vendors"),
    path("vendors/new/", vendors.new_vendor, name="new_vendor"),
    path("vendors/<int:pk>/", vendors.vendor, name="vendor"),
    path("vendors/<int:pk>/change/", vendors.edit_vendor, name="edit_vendor"),
    path("vendors/<int:pk>/talk/", vendors.vendor_talk, name="vendor_talk"),
    path("settings/hours/", calendars.calendars, name="calendars"),
    path("settings/hours/new/", calendars.new_calendar, name="new_calendar"),
    path("settings/hours/<int:pk>/", calendars.calendar, name="calendar"),
    path("settings/hours/<int:pk>/change/", calendars.edit_calendar, name="edit_calendar"),
    path("settings/limits/", calendars.limits, name="limits"),
    path("settings/limits/<int:pk>/", calendars.limit, name="limit"),
    path("portal/", clients.portal, name="portal"),
]

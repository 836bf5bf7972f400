"""Paths of the service board and of the clients' door to it."""

from django.urls import path

from nadi.desk import first_act, portal
from nadi.desk.views import board, mail, panels, teaching, ticket

app_name = "desk"

urlpatterns = [
    path("desk/first/", first_act.answer, name="first_act"),
    path("desk/", board.home, name="home"),
    path("desk/next/", board.next_ticket, name="next"),
    path("desk/another/", board.another, name="another"),
    path("desk/new/", board.new, name="new"),
    path("desk/<int:number>/", ticket.ticket, name="ticket"),
    path("desk/<int:number>/begin/", board.begin, name="begin"),
    path("desk/<int:number>/work/", ticket.work, name="work"),
    path("desk/<int:number>/priority/", ticket.priority, name="priority"),
    path("desk/<int:number>/owner/", ticket.owner, name="owner"),
    path("desk/<int:number>/whose/", ticket.whose, name="whose"),
    path("desk/<int:number>/close/", ticket.close, name="close"),
    path("desk/<int:number>/taught/", teaching.share, name="taught"),
    path("desk/file/<int:pk>/", ticket.attachment, name="attachment"),
    path("desk/mail/", mail.mail, name="mail"),
    path("desk/mail/arrived/", mail.arrived, name="mail_arrived"),
    path("desk/mail/<int:pk>/", mail.one, name="mail_trace"),
    path("desk/mail/out/<int:pk>/again/", mail.send_again, name="send_again"),
    path("desk/mail/out/<int:pk>/believe/", mail.believe, name="believe_delivered"),
    path("desk/mail/out/<int:pk>/give-up/", mail.give_up, name="give_up_sending"),
    path("desk/panel/client/<int:pk>/", panels.client, name="client_panel"),
    path("desk/panel/device/<int:pk>/", panels.device, name="device_panel"),
    path("portal/tickets/", portal.panel, name="portal_panel"),
    path("portal/tickets/new/", portal.new, name="portal_new"),
    path("portal/tickets/<int:number>/", portal.ticket, name="portal_ticket"),
    path("portal/file/<int:pk>/", portal.attachment, name="portal_attachment"),
]

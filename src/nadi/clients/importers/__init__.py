"""What tables may bring: clients, their places, their people."""

from nadi.clients.importers.clients import CLIENTS
from nadi.clients.importers.contacts import CONTACTS
from nadi.clients.importers.sites import SITES

IMPORTERS = (CLIENTS, SITES, CONTACTS)

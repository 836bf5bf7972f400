"""Who we serve: clients, their sites, contacts, calendars, and the vendors around them."""

"""The pages of clients: the clients themselves, their people and places, vendors, hours, portal."""

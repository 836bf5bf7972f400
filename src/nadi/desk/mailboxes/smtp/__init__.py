"""nadi listens for mail by SMTP: from the firm's mail server, a forwarding rule, or a person."""

from nadi.desk.mailboxes.smtp.listener import start_listener

__all__ = ["start_listener"]

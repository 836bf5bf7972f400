"""Mail in and out: parsed, read, written and sent here; a folder for each kind of mailbox."""

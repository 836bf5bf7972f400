"""Mail in and out: one folder for each kind of mailbox; letters are parsed, read, written and sent here."""

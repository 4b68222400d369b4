"""Messages: the mailbox, what is written into it, and what leaves it."""

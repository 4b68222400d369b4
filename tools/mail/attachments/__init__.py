"""Files that came with mails: read by a process of their own, saved, and sent on."""

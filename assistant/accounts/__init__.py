"""Accounts on servers: connecting one, its calendars and mailboxes, comparing them with what is here."""

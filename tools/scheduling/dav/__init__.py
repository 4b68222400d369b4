"""Calendars on a CalDAV server (RFC 4791), mirrored in a vdir."""

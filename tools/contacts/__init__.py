"""Contacts and groups, changed: what would be done, and doing it. Who there is, `tools.people` knows."""

"""Whose calendar and mail are where: accounts, their secrets, and how to find the servers of an address."""

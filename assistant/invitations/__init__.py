"""Where calendar and mail meet: guests are told of events, and invitations are answered."""

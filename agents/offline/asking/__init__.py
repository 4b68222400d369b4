"""What the domains share of a turn: finding, choosing, asking and reporting."""

"""The calendar: events, where they are kept, and what an agent can do with them."""

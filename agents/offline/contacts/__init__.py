"""The contacts, as the built-in model reads them: saved, changed, merged, put into groups."""

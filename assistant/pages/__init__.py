"""Pages that code makes: the brief of a day, what there is to know before a meeting."""

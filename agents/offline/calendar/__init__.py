"""The calendar: how instructions and questions about events are read and carried out."""

"""Model providers on loopback: they speak their protocols, and refuse what their rules refuse."""

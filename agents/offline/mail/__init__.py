"""Mail: how instructions and questions about mails are read and carried out."""

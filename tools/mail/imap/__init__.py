"""The mailbox on an IMAP server, mirrored in a Maildir."""

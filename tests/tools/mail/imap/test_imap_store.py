"""A mailbox on a real server, through a mirror: nothing lost, nothing twice, also offline."""

from tests.tools.mail.conformance import MailStoreConformance


class TestConformance(MailStoreConformance):
    """Every `MailStore` does the same; this one on a server."""

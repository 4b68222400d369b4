"""The settings of one run: what there is to set, where it comes from, and what its text comes to."""

from assistant.settings.settings import Settings, load_settings

__all__ = ["Settings", "load_settings"]

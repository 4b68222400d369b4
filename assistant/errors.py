"""What is raised on purpose."""

from tools.errors import (
    AssistantError,
    ConflictError,
    InputError,
    LimitReachedError,
    ModelError,
    NotFoundError,
    PassingError,
    SettingsError,
    StorageError,
    ToolError,
)

__all__ = [
    "AssistantError",
    "ConflictError",
    "InputError",
    "LimitReachedError",
    "ModelError",
    "NotFoundError",
    "PassingError",
    "SettingsError",
    "StorageError",
    "ToolError",
]

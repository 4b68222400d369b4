"""LangGraph's serializer, which packs no secret that this process knows."""

from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from tools.redaction import REDACTION


class RedactingSerializer(JsonPlusSerializer):
    """Puts asterisks in the place of secrets: in messages, in what tools answered, in errors of any class."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """The kind of what is packed, and its bytes."""
        kind, packed = super().dumps_typed(obj)
        return kind, REDACTION.packed(packed)

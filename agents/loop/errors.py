"""Answers to tool calls that came to nothing."""

from langchain_core.messages import ToolCall, ToolMessage


def mistake(call: ToolCall, text: str, *, code: str = "") -> ToolMessage:
    """An answer that says what is wrong with a call, so that the model makes it better.

    Its artifact has the `AssistantError.code`, where there is one.
    """
    return ToolMessage(
        content=text,
        name=call["name"],
        tool_call_id=str(call["id"]),
        status="error",
        artifact={"code": code} if code else None,
    )


def failure(call: ToolCall, text: str, *, lead: str = "failed: ") -> ToolMessage:
    """An answer that says why nothing came of a call; its artifact says so as a report."""
    message = mistake(call, f"{lead}{text}")
    message.artifact = {"outcome": "failed", "text": text}
    return message

"""What a model is sent of a tool: all that it has to know, and nothing that goes without saying."""

from typing import Annotated, Any, Literal

from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field

from tools.reading import Told
from tools.toolset import read_tool, write_tool


class Order(BaseModel):
    what: str = Field(description="its name")
    notes: list[str] = []
    gift: bool = False
    hint: str | None = None
    number: int = 1
    floor: int = 0
    speed: Literal["slow", "fast"] = "slow"


def parameters(tool: Any) -> dict[str, Any]:
    found: dict[str, Any] = convert_to_openai_tool(tool)["function"]["parameters"]
    return found


def test_defaults_are_sent_where_they_say_something():
    sent = parameters(write_tool("order", "Order it.", Order, lambda **_: None).tool)
    assert {name: one["default"] for name, one in sent["properties"].items() if "default" in one} == {
        "number": 1, "floor": 0, "speed": "slow",
    }  # fmt: skip
    assert sent["required"] == ["what"]
    assert sent["properties"]["what"]["description"] == "its name"


def test_of_a_tool_that_reads_too():
    @read_tool
    def look(where: str = "", when: Annotated[str, Field(description="words")] = "", most: int = 20) -> Told:
        """Look."""
        return f"{where}{when}{most}", ()

    sent = parameters(look)["properties"]
    assert sent == {
        "where": {"type": "string"},
        "when": {"type": "string", "description": "words"},
        "most": {"type": "integer", "default": 20},
    }
    assert look.invoke({"where": "here"}) == "here20"

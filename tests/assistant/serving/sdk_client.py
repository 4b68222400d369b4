"""A conversation through langgraph-sdk, as any client of LangGraph's protocol has one."""

from typing import Any

from langgraph_sdk import get_sync_client

APPROVE: dict[str, Any] = {"type": "approve"}


class Conversation:
    """One thread of a server, and what was streamed from it."""

    def __init__(self, url: str, thread: str | None = None, headers: dict[str, str] | None = None) -> None:
        self.client = get_sync_client(url=url, headers=headers)
        self.id = str(self.client.threads.create(thread_id=thread, if_exists="do_nothing")["thread_id"])
        self.steps: list[dict[str, Any]] = []
        """What the agents did, as it was told."""
        self.words: list[str] = []
        """The pieces of the last answer."""

    def say(self, text: str) -> list[dict[str, Any]]:
        """The actions that it is asked about then."""
        return self._run(input={"messages": [{"role": "user", "content": text}]})

    def answer(self, value: Any) -> list[dict[str, Any]]:
        return self._run(command={"resume": value})

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The actions that wait, as the state of the thread has them."""
        interrupts = self.client.threads.get_state(self.id)["interrupts"]
        return [action for each in interrupts for action in each["value"]["action_requests"]]

    @property
    def status(self) -> str:
        return str(self.client.threads.get(self.id)["status"])

    @property
    def said(self) -> list[tuple[str, str]]:
        """Who said what."""
        values: Any = self.client.threads.get_state(self.id)["values"]
        return [(message["type"], message["content"]) for message in values["messages"]]

    def close(self) -> None:
        self.client.close()

    def _run(self, **given: Any) -> list[dict[str, Any]]:
        self.words = []
        stream = self.client.runs.stream(
            self.id, "assistant", stream_mode=["updates", "messages-tuple", "custom"], **given
        )
        for event in stream:
            data: Any = event.data
            if event.event == "custom":
                self.steps.append(data)
            elif event.event.startswith("messages"):
                self.words.append(data[0]["content"])
            assert event.event != "error", data
        return self.asked

"""What waits, as clients of LangGraph's protocol read it: one request with every action in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.contract import Approval
from assistant.serving.agent.markdown import as_it_is, without_pictures
from assistant.serving.questions import Questions


def request(questions: Questions, asked: Sequence[Approval], problems: Mapping[str, str]) -> dict[str, Any]:
    """LangChain's `HITLRequest` for `asked`; `problems` says by id what was wrong with the last answer.

    The arguments stand also where Agent Inbox looks for them.
    """
    return {
        "action_requests": [
            {
                "name": approval.action,
                "args": approval.args,
                "arguments": approval.args,
                "description": _description(questions, approval, problems.get(approval.id, "")),
                "id": approval.id,
            }
            for approval in asked
        ],
        "review_configs": [
            {"action_name": approval.action, "allowed_decisions": [*approval.allowed]} for approval in asked
        ],
    }


def _description(questions: Questions, approval: Approval, problem: str) -> str:
    card = as_it_is(questions.card_text(approval))
    return f"Not so: {without_pictures(problem)}\n\n{card}" if problem else card

"""What is known of what an agent was asked, to hold what it says against: the reports of its tools."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agents.backing import is_backed, speaks_as_a_tool
from agents.claims import ANY, CALENDAR, EMAIL, claims, promises
from agents.evasions import announces, declines, repeats, waits
from agents.plain_failures import insides, plain
from tools.delegation import DONE, EARLIER, NO_ANSWER
from tools.effects.standing import SAID_NO
from tools.margin import margin, words_of
from tools.patterns import Pattern

UNSETTLED = ("question", "failed")
UNDONE: Mapping[str, str] = {
    ANY: "Nothing was done.",
    EMAIL: "No mail was sent.",
    CALENDAR: "Nothing was changed in the calendar.",
}
MOST_OF_NOTHING = 200
"""So many characters has what tells something else than was to be done; a letter that was wanted has more."""
UNSEEN = "I can't say: nothing was looked up for it."
_ADMITS = Pattern(
    r"\b(?:i|we)(?:\s+(?:can['’]t|cannot|can not|couldn['’]t|could not|am unable|are unable|am not able)"
    r"|['’]m\s+(?:unable|not able|not sure)|\s+(?:don['’]t|do not) (?:know|have access))\b",
    re.IGNORECASE,
)
"""Says itself that it doesn't know."""
_TOOL_NAME = Pattern(r"[\"'`]?\b[a-z]+(?:_[a-z]+)+\b[\"'`]?")
LEAST_AGAIN = 20
"""So many characters has an answer that says the same to two requests by no chance."""
_TAG = Pattern(r"</?\w+>")


@dataclass(frozen=True)
class Evidence(ABC):
    """What came of what an agent was asked, since it was asked."""

    asked: str
    rounds: Sequence[Sequence[Mapping[str, Any]]]
    """What the tools report, one round of calls after the other."""
    seen: bool
    """Whether a tool has told anything, now or before it was asked, or what was said before goes with it."""
    idle: bool
    """Whether nothing was called since it was asked."""
    mistakes: frozenset[str] = frozenset()
    """What tools said was wrong with calls, since it was asked."""
    messages: Sequence[AnyMessage] = ()
    """All that the agent knows."""

    @classmethod
    def of(cls, messages: Sequence[AnyMessage]) -> Self:
        rounds: list[list[Mapping[str, Any]]] = [[]]
        mistakes: set[str] = set()
        seen = any(isinstance(message, ToolMessage) and _tells(message) for message in messages)
        for message in reversed(messages):
            if isinstance(message, HumanMessage):
                seen = seen or EARLIER in margin(message)
                return cls(
                    words_of(message), rounds[::-1], seen, rounds == [[]], frozenset(mistakes), messages
                )
            if isinstance(message, ToolMessage) and not _tells(message):
                mistakes.add(message.text.strip())
            if isinstance(message, ToolMessage) and isinstance(message.artifact, Mapping):
                rounds[-1].insert(0, message.artifact)
            elif isinstance(message, AIMessage):
                rounds.append([])
        return cls("", rounds[::-1], seen, rounds == [[]], frozenset(mistakes))

    @cached_property
    def wanted(self) -> bool:
        """Whether an act was asked for, and no mere answer."""
        # Loads words of the built-in model, which a program that only looks does without.
        from agents.asked_for import asks_for_an_act

        return asks_for_an_act(self.asked)

    @cached_property
    def looked_for(self) -> bool:
        """Whether something was asked that nobody can know without a look, and nothing is to be done."""
        from agents.looks import asks_for_a_look

        return asks_for_a_look(self.asked) and not self.wanted

    @property
    def guesses(self) -> bool:
        """Whether what is said now answers without a look, be it from what was seen before."""
        return self.idle and self.looked_for

    def out_of_thin_air(self, said: str) -> bool:
        """Whether `said` answers without a look what only a look can tell, rather than to ask or to pass."""
        return not self.seen and "?" not in said and not _ADMITS.search(said) and self.looked_for

    @property
    def knows(self) -> bool:
        """Whether it may be answered from what was seen before that nothing is left to be done."""
        return self.seen

    @property
    def may_be_asked_again(self) -> bool:
        """Whether a call may still bring what was asked for: nothing is known, and none was wrong."""
        return not self.told and not self.mistakes

    def evades(self, said: str) -> bool:
        """Whether `said` only announces what was to be done or looked up, or repeats what was asked."""
        if not (self.wanted or self.looked_for):
            return False
        return announces(said) or (self.idle and repeats(said, self.asked))

    def passes_over(self, said: str) -> bool:
        """Whether `said` neither does what was to be done, nor asks, nor says why not, and knows nothing."""
        if self.knows or not self.idle or len(said) > MOST_OF_NOTHING or waits(said) or _ADMITS.search(said):
            return False
        from agents.asked_for import is_told_to_act

        return not self.asked.rstrip().endswith("?") and is_told_to_act(self.asked)

    def declined(self, said: str) -> bool:
        """Whether `said` declines without a try, and gives no reason, or is empty."""
        if not self.idle:
            return False
        if not said.strip():
            return self.wanted or self.looked_for
        return (self.wanted or self.asked.rstrip().endswith("?")) and declines(said)

    def skips(self, said: str) -> bool:  # noqa: ARG002  # for who overrides it
        """Whether `said` answers without a call what may want one, although it may as well be right."""
        return False

    @abstractmethod
    def instead_of(self, said: str) -> str | None:
        """What is known, where it has to take the place of `said`."""

    @property
    @abstractmethod
    def told(self) -> str:
        """What the tools report, as one text."""

    @property
    def nothing(self) -> str:
        """What is known, or that it is nothing."""
        return self.told or (UNSEEN if self.looked_for else UNDONE[ANY])

    def instead_of_an_echo(self, said: str) -> str | None:
        """What is known, where `said` only repeats what a tool said to the model of its call."""
        if _TAG.sub("", said).strip() not in self.mistakes:
            return None
        return self.nothing


class Reports(Evidence):
    """Of a sub-agent: what its writes report."""

    open = False
    knows = False
    """What it was given of the conversation are words; whether it is so now, only a look tells."""

    def instead_of(self, said: str) -> str | None:
        if speaks_as_a_tool(said):  # a small one goes on as what it was told
            return self.nothing
        if said.strip() and self.out_of_thin_air(said):
            return UNSEEN
        if self.idle and not self.seen and len(said) <= MOST_OF_NOTHING and claims(said):
            return UNDONE[ANY]
        if self.reports and repeats(said, self.asked):
            return self.told
        if any(report["outcome"] in DONE for report in self.reports):
            return None
        if not said.strip():
            return self.told or None
        if self.evades(said):
            return self.nothing
        claimed = self.wanted and (claims(said) or _only_promises(said))
        return self.told or UNDONE[ANY] if claimed or self.passes_over(said) else None

    @cached_property
    def reports(self) -> list[Mapping[str, Any]]:
        return [one for each in self.rounds for one in each if "effect" in one]

    @property
    def told(self) -> str:
        return " ".join(report["text"] for report in self.reports)


class Replies(Evidence):
    """Of the supervisor: what its agents answer."""

    @cached_property
    def replies(self) -> list[Mapping[str, Any]]:
        """The agents' answers, without the questions and failures that were followed up."""
        found: list[Mapping[str, Any]] = []
        later: set[str] = set()
        for each in reversed(self.rounds):
            answers = [one for one in each if "agent" in one]
            held = [one for one in answers if one["agent"] not in later or one["outcome"] not in UNSETTLED]
            found = [*held, *found]
            later |= {one["agent"] for one in answers}
        return found

    @property
    def open(self) -> bool:
        """Whether something that was asked for isn't done."""
        outcomes = [one["outcome"] for one in self.replies]
        return "question" in outcomes or (
            (self.wanted and not (outcomes and all(outcome in DONE for outcome in outcomes)))
            or (self._nothing_found and self.looked_for)
        )

    def instead_of(self, said: str) -> str | None:
        if not said.strip():
            return self.told or None
        if "?" not in said and any(one["outcome"] == "question" for one in self.replies):
            return self.told
        if speaks_as_a_tool(said) or self._says_it_again(said):
            return self.nothing
        if self.out_of_thin_air(said) or self._not_looked_up(said):
            return UNSEEN
        if self.replies and self._nothing_found and self.looked_for and not _ADMITS.search(said):
            return self.nothing
        if self.replies and repeats(said, self.asked):
            return self.nothing
        if any(map(insides(said).intersection, map(insides, self.mistakes))):
            return self.nothing
        if self.wanted and not any(map(_has_done, self.replies)) and _only_promises(said):
            return self.told or UNDONE[ANY]
        if self.evades(said):
            return self.nothing
        unbacked = self._unbacked(claims(said)) if self.wanted else []
        if unbacked:
            return " ".join(filter(None, (self.told, *self._undone(unbacked))))
        return UNDONE[ANY] if self.passes_over(said) else None

    def skips(self, said: str) -> bool:
        if not self.idle or "?" in said:
            return False
        if said.strip() in (UNSEEN, *UNDONE.values()):  # which it has from us
            return True
        if self.looked_for:
            return _ADMITS.search(said) is not None or not is_backed(said, self.asked, self.messages)
        from agents.asked_for import is_told_to_act_on_something

        if len(said) > MOST_OF_NOTHING or waits(said) or _ADMITS.search(said):
            return False
        return not self.asked.rstrip().endswith("?") and is_told_to_act_on_something(self.asked)

    def _says_it_again(self, said: str) -> bool:
        """Whether `said` is, but for names of tools, what was answered to another request."""
        worded = _worded(said)
        from agents.asked_for import is_told_to_act_on_something

        wants = self.looked_for or is_told_to_act_on_something(self.asked)
        if not self.idle or len(worded) < LEAST_AGAIN or not wants:
            return False
        asked = ""
        for one in self.messages[:-1]:
            if isinstance(one, HumanMessage):
                asked = words_of(one)
            elif isinstance(one, AIMessage) and asked != self.asked and _worded(one.text) == worded:
                return True
        return False

    def _not_looked_up(self, said: str) -> bool:
        """Whether `said` answers without a look, and not with what was seen before."""
        if not self.idle or "?" in said or _ADMITS.search(said) or not self.looked_for:
            return False
        return not is_backed(said, self.asked, self.messages)

    @property
    def _nothing_found(self) -> bool:
        """Whether no agent has brought anything: there was no look, or each has failed."""
        return all(one["outcome"] == "failed" for one in self.replies) and (
            bool(self.replies) or not self.seen
        )

    def _unbacked(self, claimed: frozenset[str]) -> list[str]:
        """The kinds of claims for which nothing was done."""
        done = {one["agent"] for one in self.replies if _has_done(one)}
        if done - {EMAIL, CALENDAR}:  # an agent of the person's own does what only it knows
            return []
        return sorted(kind for kind in claimed if (not done if kind == ANY else kind not in done))

    def _undone(self, unbacked: Sequence[str]) -> list[str]:
        """A sentence for each kind of which no agent has said anything."""
        told = {one["agent"] for one in self.replies}
        of_agents = [kind for kind in unbacked if kind != ANY and kind not in told]
        return [UNDONE[kind] for kind in of_agents or ([] if told else [ANY])]

    @property
    def told(self) -> str:
        told = (_told(one).replace(SAID_NO, "You said no") for one in self.replies)
        return " ".join(dict.fromkeys(filter(None, told)))


def _worded(text: str) -> str:
    return _TOOL_NAME.sub("", text).strip().lower()


def _tells(message: ToolMessage) -> bool:
    """Whether something came of a call: a failure tells nothing."""
    report = message.artifact if isinstance(message.artifact, Mapping) else {}
    return message.status != "error" and report.get("outcome") != "failed"


def _only_promises(said: str) -> bool:
    """Whether it is to be done later, in an answer that ends the turn: nobody will come back to it."""
    return "?" not in said and promises(said)


def _told(reply: Mapping[str, Any]) -> str:
    """What an agent's answer comes to; of what it could not do the reasons, whatever it said itself."""
    if reply["outcome"] == "failed" and reply.get("undone"):
        reasons = "; ".join(filter(None, map(plain, reply["undone"])))
        not_done = f"Not done: {reasons}" if reasons else ""
        return (
            " ".join(filter(None, (reply["spoken"], not_done)))
            if reply.get("done")
            else not_done or UNDONE[ANY]
        )
    said = str(reply["spoken"] or reply["text"])
    # What an agent without an answer is reported to have said is for a model.
    return "" if said == NO_ANSWER else said


def _has_done(reply: Mapping[str, Any]) -> bool:
    # Answers of earlier versions don't say how much was done.
    return bool(reply.get("done", reply["outcome"] in DONE))

"""The built-in model: rules in the place of a language model, behind the same interface."""

from agents.offline.chat_model import OfflineChatModel
from agents.offline.domains import DOMAINS
from agents.offline.reading.subjects import hand_over
from agents.offline.supervising.of_a_card import asks_for_another, said_of_cards
from agents.offline.supervising.small_talk import takes_back

hand_over(DOMAINS)

__all__ = ["OfflineChatModel", "asks_for_another", "said_of_cards", "takes_back"]

"""The bottom line says who has answered, where the built-in model is asked before the language model."""

from tests.assistant.chat.sitting import ENTER, sitting
from tests.assistant.turn.weak import Weak


def test_the_bottom_line_names_who_answered_last(tmp_path):
    weak = Weak(tmp_path / "home", model_first="offline", model="openai:far-away")
    weak.plays("Knock, knock.")
    with weak.assistant as assistant, sitting(assistant) as terminal:
        terminal.sees("openai:far-away · /help")
        terminal.type("What is on on Tuesday?" + ENTER)
        terminal.sees("'Design review' on Tuesday")
        terminal.sees(" · offline · /help")
        terminal.type("Tell me a joke" + ENTER)
        terminal.sees("Knock, knock.")
        terminal.sees(" · openai:far-away · /help")

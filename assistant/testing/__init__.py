"""What tests of an assistant need: a model that plays a script, a home with a small company, what agents did.

from assistant.testing import ScriptedModel, calls, company, says, trace

with company(tmp_path) as assistant:
    turn = assistant.ask("What's on tomorrow?")
    assert trace(turn).calls == ["schedule_event", "list_calendar_events"]
"""

from assistant.testing.company import MONDAY, company
from assistant.testing.scripted_model import ScriptedModel, calls, says
from assistant.testing.trajectory import Trajectory, trace

__all__ = ["MONDAY", "ScriptedModel", "Trajectory", "calls", "company", "says", "trace"]

"""A process is told apart from every other one, and its end is noticed at once."""

import os
from dataclasses import replace

from tests.tools.effects import processes
from tools.effects.process import Process, started_at, this_process


def test_a_process_that_lives_has_not_ended_and_its_text_reads_back() -> None:
    assert Process.parse(str(this_process())) == this_process()
    assert this_process().has_ended() is False


def test_a_later_process_with_the_same_number_is_another_one() -> None:
    assert replace(this_process(), started="1").has_ended() is True


def test_a_killed_process_has_ended_before_anybody_waits_for_it() -> None:
    child = os.fork()
    if child == 0:
        processes.die(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    assert started_at(child) == ""
    os.waitpid(child, 0)
    assert started_at(child) == ""


def test_a_process_of_another_machine_can_not_be_judged() -> None:
    assert replace(this_process(), table="another-boot/pid:[1]").has_ended() is None

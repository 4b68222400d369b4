"""Plans in the database are read again, also those that an earlier version wrote."""

import zlib
from datetime import UTC, datetime, timedelta, timezone

from tools.effects.approvals import Answer
from tools.effects.packing import packed, unpacked
from tools.effects.plan import Plan, Priority

PLAN = Plan(
    kind="mail.send",
    args={"to": ["ana@example.com"], "subject": "Prüfung"},
    summary="Mail to Ana",
    preview={"type": "mail", "clashes": []},
    payload={"n": 1.5},
    destination="outbox:local",
    warnings=("Unknown: Ana",),
    undoable=True,
    priority=Priority.HIGH,
    not_before=datetime(2026, 3, 5, 9, 0, 0, 500, tzinfo=UTC),
    deadline=datetime(2026, 3, 6, 9, tzinfo=timezone(timedelta(hours=1))),
)
WRITTEN_EARLIER = (
    '{"kind":"mail.send","args":{"to":["ana@example.com"],"subject":"Prüfung"},"summary":"Mail to Ana",'
    '"preview":{"type":"mail","clashes":[]},"payload":{"n":1.5},"destination":"outbox:local",'
    '"warnings":["Unknown: Ana"],"undoable":true,"undo_note":"","priority":"high",'
    '"not_before":"2026-03-05T09:00:00.000500Z","deadline":"2026-03-06T09:00:00+01:00"}'
)
SHOWN_EARLIER = "352e47205510ad85fce9fb277038f5c556e9c245d0bcf5b4f7ac01611c0a147d"
FINGERPRINT_EARLIER = "fab4da56935c48765edc6e30ddee5b2f9fbc639b6aec9fdaf5a6021417dc2d96"


def test_a_plan_comes_back_as_it_was():
    assert unpacked(packed(PLAN)) == PLAN


def test_a_plan_that_waits_since_an_earlier_version_is_still_what_was_shown():
    for stored in (WRITTEN_EARLIER, zlib.compress(WRITTEN_EARLIER.encode())):
        plan = unpacked(stored)
        assert plan == PLAN
        assert (plan.shown_hash(), plan.fingerprint()) == (SHOWN_EARLIER, FINGERPRINT_EARLIER)


def test_an_answer_comes_back_with_the_plan_it_was_changed_to():
    for answer in (Answer(type="reject", message="no"), Answer(type="edit", args={"n": 2}, plan=PLAN)):
        assert Answer.from_json(answer.json_dict()) == answer

"""What a change of the calendar touches, for grants: all of it, before and after."""

from datetime import date, datetime

from tests.tools.scheduling.desk import LONDON, Desk
from tools.effects.grants.reach import Reach
from tools.effects.plan import Plan
from tools.scheduling.reach import EVENT_REACHES


def reach(plan: Plan) -> Reach:
    found = EVENT_REACHES[plan.kind](plan)
    assert found is not None
    return found


def at(hour: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LONDON)


def test_a_new_event_reaches_its_guests_its_hours_and_its_calendar(desk: Desk) -> None:
    plan = desk.plan(
        "create_calendar_event",
        title="Lunch",
        start_time="Tuesday at noon",
        attendees=["Ana", "BEN@example.org"],
        location="Café",
        description="Menu",
    )
    assert reach(plan) == Reach(
        people=("ana@example.org", "ben@example.org"),
        calendars=("personal",),
        spans=((at(12), at(13)),),
        chars=len("LunchCaféMenu"),
    )


def test_a_change_reaches_who_was_and_who_will_be_there_then_and_now(desk: Desk) -> None:
    id = desk.create("Lunch", "Tuesday at noon", attendees=["Ana"])
    plan = desk.plan(
        "update_calendar_event",
        event_id=id,
        start_time="2026-11-25T16:00",
        add_attendees=["Ben"],
        remove_attendees=["Ana"],
    )
    assert set(reach(plan).people) == {"ana@example.org", "ben@example.org"}
    assert reach(plan).spans == ((at(12), at(13)), (at(16, 25), at(17, 25)))


def test_a_cancellation_reaches_the_guests(desk: Desk) -> None:
    id = desk.create("Lunch", "Tuesday at noon", attendees=["Ana"])
    assert reach(desk.plan("cancel_calendar_event", event_id=id)).people == ("ana@example.org",)


def test_a_series_is_one_unless_a_single_occurrence_is_meant(desk: Desk) -> None:
    made = desk.plan(
        "create_calendar_event", title="Standup", start_time="Monday 9am", recurrence="every day"
    )
    assert reach(made).series
    id = desk.create("Review", "Monday 10am", recurrence="every week")
    whole = desk.plan("cancel_calendar_event", event_id=id)
    one = desk.plan("cancel_calendar_event", event_id=id, occurrence="2026-11-30")
    assert (reach(whole).series, reach(one).series) == (True, False)
    single = desk.create("Lunch", "Tuesday at noon")
    assert not reach(desk.plan("cancel_calendar_event", event_id=single)).series
    repeated = desk.plan("update_calendar_event", event_id=single, recurrence="every week")
    assert reach(repeated).series


def test_a_whole_day_is_a_day_and_not_an_hour(desk: Desk) -> None:
    plan = desk.plan("create_calendar_event", title="Fair", start_time="2026-11-24")
    assert reach(plan).spans == ((date(2026, 11, 24), date(2026, 11, 25)),)
    assert reach(plan).minutes == 1440


def test_a_guest_without_an_address_can_not_be_told(desk: Desk) -> None:
    desk.put(
        "odd.ics",
        "BEGIN:VEVENT\nUID:odd\nDTSTAMP:20261101T000000Z\nDTSTART:20261124T120000Z\nDTEND:20261124T130000Z\n"
        "SUMMARY:Odd\nATTENDEE;CN=Somebody:urn:uuid:1\nEND:VEVENT",
    )
    [event] = [e for e in desk.ask("list_calendar_events", when="Tuesday")["events"] if e["title"] == "Odd"]
    plan = desk.plan("cancel_calendar_event", event_id=event["id"])
    found = EVENT_REACHES[plan.kind](plan)
    assert found is None or found.people not in ((), ("",))

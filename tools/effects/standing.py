"""Sentences about where an effect stands."""

from tools.effects.effect import Effect, EffectState, HistoryEntry, Record
from tools.effects.times import Watch

SAID_NO = "The user said no"
"""How the report of a refused change begins: what a model is told of the person."""

TOLD_BY_MAIL = "By mail this is told to: "
"""How the note begins that guests hear of a change: it names whom the plan reaches anyway."""

NOT_TOLD = "Not told, as no way to send mail is set up: "
"""How the note begins that guests hear nothing of a change: it names whom the plan reaches anyway."""


def said_no_to(summary: str) -> str:
    """What was refused, as it is told to a model: without the end of the sentence."""
    # As Python quotes it, but without a backslash where it has both of these marks.
    pairs = (("'", "'"), ('"', '"'))
    begin, end = next((pair for pair in pairs if pair[0] not in summary), ("“", "”"))
    return f"{SAID_NO} to {begin}{summary}{end}"


def unasked(grant_id: str) -> str:
    """How it is said that nobody was asked: to the model, and to the person."""
    return f"Not asked: the grant {grant_id} covers it"


def where_it_stands(effect: Effect, last: HistoryEntry, watch: Watch) -> str:
    """Why a person's wish can't be done: half a sentence, for `…; nothing was done`."""
    what = f"{effect.key} ({effect.summary})"
    when = f"{watch.spoken(last.at)}, by {last.process}"
    match effect.state:
        case EffectState.RUNNING:
            return f"{what} is being carried out at the moment ({when})"
        case EffectState.UNKNOWN:
            return f"{what} may have happened or not: say `retry` or `cancel` first"
        case EffectState.QUEUED if effect.error:
            return f"{what} is not settled yet ({effect.error})"
        case EffectState.QUEUED:
            return f"{what} waits" + (
                f" until {watch.spoken(effect.not_before)}" if effect.not_before else ""
            )
        case EffectState.UNDONE:
            return f"{what} was taken back already ({when})"
        case EffectState.CANCELED:
            return f"{what} was canceled ({when})"
        case EffectState.FAILED:
            return f"{what} failed and didn't happen ({when})"
        case EffectState.DONE:
            return f"{what} is done ({when})"


def nobody_knows(record: Record, why: str | None) -> str:
    """What a person has to decide about an unknown effect, with what follows from either answer."""
    plan = record.intent.plan
    because = f"{why or 'it was interrupted'}; {plan.destination} can't be asked"
    if record.undoing:
        return (
            f"Nobody knows whether this was taken back: {plan.summary} ({because}). Look for yourself. "
            "`retry` takes it back again; `cancel` leaves it as it is"
        )
    return (
        f"Nobody knows whether this happened: {plan.summary} ({because}). Look for yourself. "
        "`retry`: if it had happened, it happens twice. `cancel`: if it had not, it never happens"
    )

"""The buttons under a turn in a notebook. They act through the assistant of this process."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from assistant.contract import Approval, Decision, EffectView, Turn
from assistant.grants import Limits
from assistant.views import cards, fields, series, web
from assistant.views.difference import difference
from assistant.views.grant_cards import grant_title, offer_card
from assistant.views.grant_limits import limit_fields, read_limits
from assistant.views.text import clean, clean_line
from tools.errors import AssistantError

if TYPE_CHECKING:
    from assistant.api import Assistant

_WIDE = "44em"


class Panel:
    """What came of a turn so far, what waits, and the buttons that go on with it."""

    def __init__(self, assistant: "Assistant", turn: Turn) -> None:
        self._assistant = assistant
        self._thread = turn.thread_id
        self._story: list[str] = []
        self._box = widgets.VBox()
        self._take(turn)

    def mimebundle(self) -> dict[str, Any]:
        """The panel as a notebook's output."""
        bundle: dict[str, Any] = self._box._repr_mimebundle_()
        return bundle

    def _take(self, turn: Turn) -> None:
        self._story.append(web.turn(replace(turn, approvals=()), self._assistant.zone))
        self._draw(turn.approvals, turn.effects)

    def _draw(
        self,
        approvals: tuple[Approval, ...],
        effects: tuple[EffectView, ...] = (),
        *,
        one_by_one: bool = False,
    ) -> None:
        rows: list[Any] = [widgets.HTML("".join(self._story))]
        alone = tuple((approval,) for approval in approvals)
        groups = alone if one_by_one else series.grouped(approvals, self._assistant.zone)
        for position, several in enumerate(groups, start=1):
            number = f"{position} of {len(groups)}" if len(groups) > 1 else ""
            shown = web.card(series.card_of(several, self._assistant.zone), number)
            answers = self._answers(several[0]) if len(several) == 1 else self._answers_to(several)
            rows += [widgets.HTML(shown), answers]
        if len(approvals) > 1:
            every = {approval.id: Decision.approve() for approval in approvals}
            rows.append(_button(f"Approve all {len(approvals)}", lambda: self._decide(every), "success"))
        rows += [
            _button(f"Undo: {clean_line(done.summary)}", partial(self._undo, done.key))
            for done in effects
            if done.undoable and done.state in ("done", "queued")
        ]
        self._box.children = rows

    def _answers(self, approval: Approval) -> Any:
        why = widgets.Text(placeholder="why not (optional)")
        return widgets.HBox(
            [
                _button("Approve", lambda: self._decide({approval.id: Decision.approve()}), "success"),
                _button("Edit", lambda: self._edit(approval)),
                *(
                    [_button("Always, within limits", lambda: self._grant(approval))]
                    if approval.grantable
                    else []
                ),
                _button("Reject", lambda: self._decide({approval.id: Decision.reject(why.value)}), "danger"),
                why,
            ]
        )

    def _answers_to(self, several: series.Several) -> Any:
        """The buttons for occurrences of a series, of which some may be left out."""
        zone = self._assistant.zone
        boxes = [
            widgets.Checkbox(value=True, description=series.day_of(one, zone), indent=False)
            for one in several
        ]
        why = widgets.Text(placeholder="why not (optional)")

        def approve() -> None:
            no = Decision.reject(series.NOT_THIS_ONE)
            pairs = zip(several, boxes, strict=True)
            self._decide({one.id: Decision.approve() if box.value else no for one, box in pairs})

        def reject() -> None:
            self._decide({one.id: Decision.reject(why.value) for one in several})

        buttons = [
            _button("Approve those ticked", approve, "success"),
            _button("One by one", lambda: self._draw(several, one_by_one=True)),
            _button("Reject all", reject, "danger"),
            why,
        ]
        return widgets.VBox([*boxes, widgets.HBox(buttons)])

    def _edit(self, approval: Approval) -> None:
        boxes = {field.name: _box_for(field) for field in fields.fields(approval.args, self._assistant.zone)}
        before = {name: box.value for name, box in boxes.items()}
        outcome = widgets.VBox()

        def show() -> None:
            typed = {name: box.value for name, box in boxes.items() if box.value != before[name]}
            try:
                changed = fields.changes(approval.args, typed, self._assistant.zone)
                if not changed:
                    outcome.children = [widgets.HTML(web.note("Nothing was changed."))]
                    return
                edited = self._assistant.plan_edit(approval.id, **changed)
            except AssistantError as error:
                outcome.children = [widgets.HTML(web.error(error.message))]
                return
            zone = self._assistant.zone
            changes = difference(cards.card(approval, zone), cards.card(edited, zone))
            outcome.children = [
                widgets.HTML(web.card(changes)),
                _button(
                    "Approve like this",
                    lambda: self._decide({approval.id: Decision.edit(**changed)}),
                    "success",
                ),
            ]

        back = _button("Back", self._again)
        self._box.children = [
            *boxes.values(),
            widgets.HBox([_button("Show what changes", show), back]),
            outcome,
        ]

    def _grant(self, approval: Approval) -> None:
        """The limits of a grant as they are offered, to be changed, and what it would have let through."""
        desk, zone = self._assistant.home.grants, self._assistant.zone
        boxes: dict[str, Any] = {}
        outcome = widgets.VBox()

        def limits() -> Limits:
            return read_limits({name: box.value for name, box in boxes.items()}, self._assistant.clock())

        def show() -> None:
            try:
                offer = desk.offer(approval.id, limits())
            except AssistantError as error:
                outcome.children = [widgets.HTML(web.error(error.message))]
                return
            if not boxes:
                boxes.update({field.name: _box_for(field) for field in limit_fields(offer)})
            agree = _button("Let such acts go, and approve this one", make, "success")
            outcome.children = [widgets.HTML(web.card(offer_card(offer, zone))), agree]

        def make() -> None:
            try:
                made = desk.make(approval.id, limits())
            except AssistantError as error:
                outcome.children = [widgets.HTML(web.error(error.message))]
                return
            self._story.append(web.note(f"Not asked from now on: {grant_title(made)} ({made.id})"))
            self._decide({approval.id: Decision.approve()})

        show()
        buttons = [_button("Show what it lets through", show)] if boxes else []
        self._box.children = [
            *boxes.values(),
            widgets.HBox([*buttons, _button("Back", self._again)]),
            outcome,
        ]

    def _decide(self, decisions: dict[str, Decision]) -> None:
        try:
            turn = self._assistant.decide(decisions)
        except AssistantError as error:
            self._story.append(web.error(error.message))
            self._again()
            return
        self._take(turn)

    def _undo(self, key: str) -> None:
        try:
            undone = self._assistant.undo(key)
        except AssistantError as error:
            self._story.append(web.error(error.message))
        else:
            self._story.append(web.effect(undone, self._assistant.zone))
        self._again()

    def _again(self) -> None:
        """What waits by now: it may have been answered elsewhere."""
        self._draw(tuple(self._assistant.pending(self._thread)))


def _button(text: str, act: Callable[[], None], style: str = "") -> Any:
    """A button that acts once, and shows by its colour that it is at work."""
    button = widgets.Button(description=text, button_style=style, layout=widgets.Layout(width="auto"))

    def clicked(_: Any) -> None:
        button.disabled = True
        try:
            act()
        finally:
            button.disabled = False

    button.on_click(clicked)
    return button


def _box_for(field: fields.Field) -> Any:
    kind = widgets.Textarea if field.is_long else widgets.Text
    rows = {"rows": 8} if field.is_long else {}
    return kind(value=clean(field.text), description=field.label, layout=widgets.Layout(width=_WIDE), **rows)

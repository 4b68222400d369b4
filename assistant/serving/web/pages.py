"""Pages made of templates. Whatever a template is given is cleaned and escaped where it is put in."""

from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from assistant.views import cards, entries, grant_cards, series, times, web
from assistant.views.text import clean, clean_line, counted

HERE = Path(__file__).parent


class Pages:
    """Fills templates in; times are shown in one zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            finalize=_shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "line": clean_line,
            "card": lambda approval: _html(web.card(cards.card(approval, zone), dress=web.classed)),
            "grouped": lambda approvals: series.grouped(approvals, zone),
            "series_card": lambda several: _html(web.card(series.card_of(several, zone), dress=web.classed)),
            "of_several": lambda several: series.summary_of(several, zone),
            "day_of": lambda approval: series.day_of(approval, zone),
            "drawn": lambda card: _html(web.card(card, dress=web.classed)),
            "effect": lambda effect: _html(web.effect(effect, zone, web.classed)),
            "reply": lambda text: _html(web.reply(text, web.classed)),
            "instant": partial(times.instant, zone=zone),
            "capitalized": lambda text: text[:1].upper() + text[1:],
            "grant_title": grant_cards.grant_title,
            "grant_use": grant_cards.grant_use,
            "subject": entries.mail_subject,
            "correspondent": entries.correspondent,
        }
        self._templates.globals |= {"ago": partial(_ago, zone=zone), "counted": counted}

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The template of this name, filled in."""
        return HTMLResponse(self._templates.get_template(f"{template}.html").render(values), status)

    def closed(self, path: str) -> HTMLResponse:
        """What somebody sees who was not let in; `path` is where they wanted to go."""
        return self.page("closed", 401, path=path)


def _shown(value: Any) -> Any:
    return value if hasattr(value, "__html__") else clean(str(value))


def _html(drawn: str) -> Markup:
    return Markup(drawn)  # drawn by views/web.py, which escapes


def _ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    return times.ago(moment, now, zone)

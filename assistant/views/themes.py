"""Colours for a dark and for a light background, and none: the terminal's own are not everywhere to be read.

Styles are named here as Rich has them. A theme says what is drawn in place of one of the terminal's colours.
"""

from collections.abc import Mapping

THEMES: Mapping[str, Mapping[str, str]] = {
    "terminal": {},
    "dark": {
        "bright_black": "#9a9a9a",
        "cyan": "#6fd3e8",
        "green": "#a5d67b",
        "yellow": "#ffcb6b",
        "red": "#f07178",
        "magenta": "#c792ea",
    },
    "light": {
        "bright_black": "#5f5f5f",
        "cyan": "#005f87",
        "green": "#236b00",
        "yellow": "#875f00",
        "red": "#af0000",
        "magenta": "#8700af",
    },
    "none": {},
}
"""By name, each colour that is another in it. `none` has no colours at all."""
_WITH = ("{}", "bold {}", "{} bold", "{} strike")


def rich_styles(theme: str) -> dict[str, str]:
    """What Rich draws for each style of ours; empty: what the style says."""
    return {
        how.format(colour): how.format(instead) for colour, instead in THEMES[theme].items() for how in _WITH
    }


def prompt_style(theme: str, style: str) -> str:
    """`style` of prompt_toolkit, with the colours of `theme`; of none, only what isn't a colour is left."""
    if theme == "none":
        return " ".join(word for word in style.split() if not word.startswith(("fg:", "bg:")))
    for colour, instead in THEMES[theme].items():
        style = style.replace(f"ansi{colour.replace('_', '')}", instead)
    return style

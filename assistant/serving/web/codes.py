"""An address as a QR code, for a phone to read off a screen."""

import segno
from markupsafe import Markup

QUIET = 2
"""Empty squares around the code; four are asked for, phones read it with two."""


def terminal_code(address: str) -> str:
    """As lines of text, two rows in each; what is light is drawn, for terminals are dark mostly."""
    rows = [[not dark for dark in row] for row in segno.make_qr(address).matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(" ▀▄█"[upper + 2 * lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs
    )


def page_code(address: str) -> Markup:
    """As a drawing in a page."""
    return Markup(
        segno.make_qr(address).svg_inline(omitsize=True, border=QUIET, svgclass="code", lineclass=None)
    )

"""Make the table of look-alikes from Unicode's own list, where `tools/people/likeness.py` reads it.

    python bench/confusables.py confusables.txt

`confusables.txt` belongs to UTS 39 and is published with each version of Unicode. What is kept is what can
stand in for a letter, a digit or a sign of ASCII: addresses are written in these.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "tools/people/confusables.tsv"
HEADER = """\
# What looks like characters of ASCII, by UTS 39, Unicode {version}; compatibility forms aside.
# Made by bench/confusables.py out of confusables.txt. Copyright 1991-2025 Unicode, Inc.; Unicode License v3.
"""


def main(source: Path) -> None:
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    version = next(line.split(":")[1].strip() for line in lines if line.startswith("# Version:"))
    kept: dict[str, str] = {}
    for line in lines:
        fields = [field.strip() for field in line.partition("#")[0].split(";")]
        if len(fields) < 3:
            continue
        sign, looks = ("".join(chr(int(code, 16)) for code in field.split()) for field in fields[:2])
        # What compatibility forms, accents or small letters make the same needs no line here.
        own = unicodedata.normalize("NFKD", sign) == sign and not unicodedata.combining(sign[0])
        if own and len(sign) == 1 and looks.isascii() and sign.casefold() != looks.casefold():
            kept[sign] = looks.casefold()
    rows = "".join(f"{ord(sign):04X}\t{looks}\n" for sign, looks in sorted(kept.items()) if looks.strip())
    TABLE.write_text(HEADER.format(version=version) + rows, encoding="utf-8")
    print(f"{len(kept)} of Unicode {version} in {TABLE.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

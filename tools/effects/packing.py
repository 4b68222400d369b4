"""Plans, and the origins beside them, as they lie in the database.

A plan is compressed, for it says most things three times over.
"""

import json
import zlib
from collections.abc import Iterable
from functools import lru_cache

from tools.effects.plan import Plan
from tools.provenance.origin import Origin


def packed(plan: Plan) -> bytes:
    return zlib.compress(json.dumps(plan.json_dict(), ensure_ascii=False).encode())


@lru_cache(maxsize=16)
def unpacked(value: bytes | str) -> Plan:
    """The plan of `packed`, or of plain JSON.

    A turn reads the same few plans thirty times. They are not changed in place; should one be, its hash
    would no longer be that of what was shown, and nothing would be done.
    """
    if isinstance(value, bytes) and not value.startswith(b"{"):
        value = zlib.decompress(value)
    return Plan.from_json(json.loads(value))


def packed_origins(origins: Iterable[Origin]) -> str:
    return json.dumps([origin.json_dict() for origin in origins], ensure_ascii=False)


@lru_cache(maxsize=16)
def unpacked_origins(value: str) -> tuple[Origin, ...]:
    """The origins of `packed_origins`: read as often as the plan that they stand beside."""
    return tuple(map(Origin.from_json, json.loads(value)))

"""Plans as they lie in the database: compressed, for a plan says most things three times over."""

import json
import zlib
from functools import lru_cache

from tools.effects.plan import Plan


def packed(plan: Plan) -> bytes:
    return zlib.compress(json.dumps(plan.json_dict(), ensure_ascii=False).encode())


@lru_cache(maxsize=16)
def unpacked(value: bytes | str) -> Plan:
    """The plan of `packed`, or of plain JSON.

    A turn reads the same few plans thirty times. They are not changed in place; should one be, its hash
    would no longer be that of what was shown, and nothing would be done.
    """
    return Plan.from_json(json.loads(value if isinstance(value, str) else zlib.decompress(value)))

"""Plans as they lie in the database: compressed, for a plan says most things three times over."""

import json
import zlib

from tools.effects.plan import Plan


def packed(plan: Plan) -> bytes:
    return zlib.compress(json.dumps(plan.json_dict(), ensure_ascii=False).encode())


def unpacked(value: bytes | str) -> Plan:
    """The plan of `packed`, or of plain JSON."""
    return Plan.from_json(json.loads(value if isinstance(value, str) else zlib.decompress(value)))

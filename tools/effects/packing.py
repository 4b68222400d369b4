"""Plans as they lie in the database: compressed, for a plan says most things three times over."""

import zlib

from tools.effects.plan import Plan


def packed(plan: Plan) -> bytes:
    return zlib.compress(plan.model_dump_json().encode())


def unpacked(value: bytes | str) -> Plan:
    """The plan of `packed`, or of plain JSON."""
    return Plan.model_validate_json(value if isinstance(value, str) else zlib.decompress(value))

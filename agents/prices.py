"""What a call of a model costs."""

from decimal import Decimal
from functools import lru_cache

FREE = ("offline",)
"""Models of our own, by the beginning of their name."""


@lru_cache(maxsize=4096)
def price(model: str, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> Decimal | None:
    """US dollars for one call; None when nobody has told the price of `model`.

    The prices come with the package `genai-prices`; nothing is fetched.
    """
    if model.startswith(FREE):
        return Decimal(0)
    # Takes a quarter of a second to load: only who asks for money waits for it.
    from genai_prices import Usage, calc_price

    usage = Usage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=min(cached_tokens, input_tokens),
    )
    try:
        return calc_price(usage, model).total_price
    except LookupError:
        return None

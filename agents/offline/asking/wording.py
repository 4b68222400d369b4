"""How a sentence begins and ends."""


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."

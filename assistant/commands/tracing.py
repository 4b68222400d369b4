"""`assistant trace` and `assistant usage`: what flowed, and what it cost."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from assistant.views.text import as_lines

if TYPE_CHECKING:
    from agents.usage import UsageLine, UsageReport
    from assistant.home import Home


def trace_lines(home: "Home", thread_id: str, format: str) -> Iterator[str]:
    """A thread's messages as a tree, as a Mermaid sequence diagram, or as JSON lines."""
    from assistant.views.flow import mermaid, tree

    if format == "jsonl":
        yield from home.journal.export(thread_id)
        return
    messages = home.journal.messages(thread_id)
    if not messages:
        return
    yield mermaid(messages) if format == "mermaid" else tree(messages, home.settings.time_zone)


def followed_lines(
    home: "Home", thread_id: str, format: str, stop: Callable[[], bool] = lambda: False
) -> Iterator[str]:
    """What was said already, then each further message as it is recorded by any process."""
    from assistant.views.flow import line_of

    last = 0
    for message in home.journal.messages(thread_id):
        last = message.seq
        yield message.json_line() if format == "jsonl" else line_of(message)
    for message in home.journal.follow(thread_id, after_no=0, stop=stop):
        if message.seq > last:
            yield message.json_line() if format == "jsonl" else line_of(message)


def usage_of(home: "Home", thread_id: str | None) -> "UsageReport":
    """Calls, tokens and cost, of one thread or of all."""
    from agents.usage import usage_report

    return usage_report(home.journal.store, zone=home.settings.time_zone, conversation=thread_id)


def usage_lines(report: "UsageReport") -> list[str]:
    """The report as aligned columns."""
    groups: list[tuple[str, dict[str, Any]]] = [
        ("by layer", report.by_layer),
        ("by model", report.by_model),
        ("by day", report.by_day),
        ("in all", {"": report.total}),
    ]
    rows = []
    for title, group in groups:
        for name, line in group.items():
            rows.append((f"{title}  {name}".rstrip(), *_figures(line)))
    head = ("", "calls", "tokens in", "out", "cost")
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    ]
    if report.total.cached_tokens:
        lines.append(
            f"{report.total.cached_tokens:,} of the tokens in came from the provider's cache,"
            f" which saved ${report.total.saved_usd:.4f}."
        )
    if report.total.thinking_tokens:
        layers = ", ".join(
            f"{name} {line.thinking_tokens:,}"
            for name, line in report.by_layer.items()
            if line.thinking_tokens
        )
        lines.append(f"{report.total.thinking_tokens:,} of the tokens out were thoughts: {layers}.")
    if report.total.unpriced_models:
        lines.append(
            f"No price is known for {', '.join(report.total.unpriced_models)}; its calls count as free."
        )
    return lines


def letters(home: "Home") -> list[dict[str, Any]]:
    """The messages that a subscriber failed on, oldest first, as JSON."""
    return [
        {
            "no": letter.no,
            "subscriber": letter.subscription,
            "error": letter.error,
            "attempts": letter.attempts,
            "at": letter.at.isoformat(),
            "message": letter.message.model_dump(mode="json"),
        }
        for letter in home.journal.bus.dead_letters()
    ]


def letter_lines(found: list[dict[str, Any]]) -> str:
    """One line for each."""
    if not found:
        return "No message was set aside."
    return as_lines(
        f"{letter['no']}  {letter['subscriber']}  {letter['message']['type']} of "
        f"{letter['message']['conversation_id']}: {letter['error']}"
        for letter in found
    )


def _figures(line: "UsageLine") -> tuple[str, str, str, str]:
    return (
        f"{line.model_calls:,}",
        f"{line.input_tokens:,}",
        f"{line.output_tokens:,}",
        f"${line.cost_usd:.4f}",
    )

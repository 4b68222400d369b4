"""What each command's `--help` ends with: lines that can be typed as they stand."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "chat": ("assistant chat", "assistant chat --new"),
    "ask": (
        'assistant ask "Lunch with Ana tomorrow at noon"',
        'assistant ask "What is on this week?" --json',
        'assistant ask "Archive the newsletters" --approve all --by 5pm',
    ),
    "pending": ("assistant pending",),
    "approve": ("assistant approve k3f", "assistant approve --all --thread lunch"),
    "reject": ('assistant reject k3f -m "too early"', "assistant reject --all"),
    "edit": ('assistant edit k3f --set "start_time=tomorrow 1pm"',),
    "respond": ('assistant respond k3f "ask me on Monday"',),
    "threads": ("assistant threads", "assistant threads show lunch", "assistant threads search mockups"),
    "trace": ("assistant trace lunch", "assistant trace lunch --format mermaid"),
    "usage": ("assistant usage", "assistant usage lunch"),
    "effects": ("assistant effects", "assistant effects show k3f", "assistant effects retry k3f"),
    "undo": ("assistant undo", "assistant undo k3f"),
    "agenda": ("assistant agenda", "assistant agenda next week", "assistant agenda --month january"),
    "calendars": ("assistant calendars", "assistant calendars --json"),
    "mail": ("assistant mail from:ana is:unread", "assistant mail budget --open 2"),
    "contacts": ("assistant contacts ana",),
    "brief": ("assistant brief tomorrow",),
    "workflows": ("assistant workflows", "assistant workflows run monday"),
    "worker": ("assistant worker --once",),
    "completion": ('eval "$(assistant completion bash)"', "assistant completion fish | source"),
}

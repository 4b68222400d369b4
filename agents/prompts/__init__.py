"""The system prompts, one Markdown file per agent."""

from importlib.resources import files
from string import Formatter


def prompt(name: str, **values: str) -> str:
    """The prompt called `name`, with its `{fields}` filled in.

    Raises:
        KeyError: a field has no value, or a value has no field.
    """
    text = files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    return filled(text, **values)


def filled(text: str, **values: str) -> str:
    """`text` with its `{fields}` filled in.

    Raises:
        KeyError: a field has no value, or a value has no field.
    """
    fields = {field for _, field, _, _ in Formatter().parse(text) if field}
    if fields != set(values):
        raise KeyError(f"fields {sorted(fields)}, values {sorted(values)}")
    return text.format(**values).strip()

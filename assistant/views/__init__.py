"""How things look: at a terminal, in a pipe, in a notebook, as Markdown.

`cards` says what a person has to see of an approval; `terminal`, `plain` and `notebook` draw it,
so that none of them can leave out what another shows.
"""

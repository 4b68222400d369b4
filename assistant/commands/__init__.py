"""The command line: the parser, the commands family by family, and what an error comes to as an exit code."""

"""What holds the house together, where import-linter doesn't look."""

from graphlib import TopologicalSorter

from grimp import build_graph


def test_no_file_imports_one_that_imports_it():
    graph = build_graph("assistant", "agents", "tools", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)}
    # import-linter compares rooms with their neighbours, and so not with the package that they are in.
    TopologicalSorter(imports).prepare()

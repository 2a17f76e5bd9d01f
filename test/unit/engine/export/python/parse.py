"""Parses Python files: `parse.py FILE...`; prints the first that is none."""

import ast
import sys

for path in sys.argv[1:]:
    with open(path) as file:
        ast.parse(file.read(), path)

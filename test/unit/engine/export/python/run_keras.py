"""Builds exported Keras models with the stand-in: `run_keras.py CASES ANSWERS`, both JSON; cases are paths of Python files."""

import ast
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "fake"))


def run(path):
    with open(path) as file:
        source = file.read()
    tree = ast.parse(source)
    scope = {"__name__": "exported", "__file__": path}
    exec(compile(tree, path, "exec"), scope)
    model = scope["build_model"]()
    if os.path.exists(path.replace(".py", ".safetensors")):
        scope["load_weights"](model)
        empty = [each.name for each in model.layers if each.weights and not hasattr(each, "loaded")]
        assert not empty, f"{empty} have no weights"
    parameters = sum(each.numpy().size for each in model.trainable_weights)
    shape = model.output_shape
    # Of several outputs, those of all of them.
    sizes = [size for each in shape for size in each[1:]] if isinstance(shape, list) else shape[1:]
    return {"parameters": parameters, "shape": sizes, "document": ast.get_docstring(tree)}


with open(sys.argv[1]) as file:
    cases = json.load(file)
answers = []
for case in cases:
    try:
        answers.append(run(case))
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)

"""Runs exported models in Keras 3 itself: `run_real_keras.py CASES ANSWERS`, both JSON. Images are given with their channels first, as everywhere else."""

import json
import sys

import numpy


def run(case):
    with open(case["source"]) as file:
        source = file.read()
    scope = {"__name__": "exported", "__file__": case["source"]}
    exec(compile(source, case["source"], "exec"), scope)
    model = scope["load_weights"](scope["build_model"]())
    batch = numpy.fromfile(case["input"], "<f4").reshape(case["shape"])
    output = model(batch.transpose(0, 2, 3, 1) if batch.ndim == 4 else batch, training=False)
    # Of several outputs the last one is the network's end.
    last = numpy.asarray(output[-1] if isinstance(output, (list, tuple)) else output)
    parameters = sum(each.numpy().size for each in model.trainable_weights)
    return {"parameters": int(parameters), "shape": list(last.shape), "output": last.ravel().tolist()}


with open(sys.argv[1]) as file:
    cases = json.load(file)
answers = [run(case) for case in cases]
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)

"""Runs exported PyTorch modules: `run_torch.py CASES ANSWERS`, both JSON."""

import array
import importlib.util
import json
import sys

import torch
from torch import nn


def numbers(path):
    values = array.array("f")
    with open(path, "rb") as file:
        values.frombytes(file.read())
    return torch.tensor(values)


def run(case):
    spec = importlib.util.spec_from_file_location("exported", case["source"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # The network is the last class of the file.
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == "exported"]
    network = [each for each in classes if issubclass(each, nn.Module)][-1]()
    # Strict: every value of the module's state has to be there, in its shape, and nothing else.
    module.load_weights(network)
    # In float64, so that what is measured is the rounding of one side only.
    with torch.no_grad():
        output = network.eval().double()(numbers(case["input"]).double().reshape(case["shape"]))
    # Early exits beside each other, the end last.
    output = torch.cat(output, dim=1) if isinstance(output, tuple) else output
    parameters = sum(each.numel() for each in network.parameters())
    return {"parameters": parameters, "shape": list(output.shape), "output": output.flatten().tolist()}


with open(sys.argv[1]) as file:
    cases = json.load(file)
answers = [run(case) for case in cases]
with open(sys.argv[2], "w") as file:
    json.dump(answers, file)

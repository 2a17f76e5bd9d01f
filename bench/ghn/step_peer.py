"""
The peer of step.ts: the same training step of a graph hypernetwork in PyTorch, written as one would write it there. Messages run along all cells of
the meta-batch together, weights of one kind are made together, then every network runs on the batch, and one backward pass goes through all of it.

Reads lines of JSON: first the step's description, then {"repeat": n}; answers each with a line.
"""
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "compute"))
import blas

torch.set_num_threads(1)
torch.manual_seed(0)
if sys.argv[1:] == ["cuda"]:
    # Everything is made there; a step ends with the number of its loss, so it is waited for.
    torch.set_default_tensor_type("torch.cuda.FloatTensor")

setup = json.loads(sys.stdin.readline())
options, packed = setup["options"], setup["packed"]
H, ROWS, SLOTS, ABREAST = options["hidden"], packed["rows"], packed["slots"], setup["abreast"]
STEPS, KINDS = SLOTS // ABREAST, 2


def tensor(values, *shape):
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


features = tensor(packed["features"], ROWS, SLOTS, -1)
shares = tensor(packed["shares"], ROWS, 1, SLOTS)
ahead = tensor(packed["ahead"], ROWS, SLOTS, SLOTS * KINDS)
back = tensor(packed["back"], ROWS, SLOTS, SLOTS * KINDS)
entering = tensor(packed["entering"], ROWS * SLOTS, ROWS)
pixels = tensor(setup["pixels"], *setup["pixelShape"])
labels = torch.tensor(setup["labels"])
kinds = setup["kinds"]
node_slots = [torch.tensor(slots) for slots in packed["slotOf"]]
for kind in kinds:
    kind["slots"] = torch.tensor([member["slot"] for member in kind["members"]])
    kind["codes"] = tensor([member["code"] for member in kind["members"]], len(kind["members"]), -1)

parameters = {}


def parameter(name, *shape, deviation=0.0):
    if name not in parameters:
        parameters[name] = torch.nn.Parameter(torch.randn(*shape) * deviation)
    return parameters[name]


def unit(heard, state):
    gates = state @ parameter("unit.state", H, 2 * H, deviation=H**-0.5)
    inputs = None if heard is None else heard @ parameter("unit.heard", H, 3 * H, deviation=H**-0.5)
    if inputs is not None:
        gates = gates + inputs[..., : 2 * H]
    update, reset = torch.sigmoid(gates).chunk(2, -1)
    next_state = (reset * state) @ parameter("unit.candidate", H, H, deviation=H**-0.5)
    if inputs is not None:
        next_state = next_state + inputs[..., 2 * H :]
    return state + update * (torch.tanh(next_state) - state)


def said(state):
    spoken = F.linear(state, parameter("message", KINDS * H, H, deviation=(2 / H) ** 0.5), parameter("message.shift", KINDS * H))
    return F.relu(spoken).reshape(ROWS, ABREAST * KINDS, H)


def round_of(states):
    mean = (shares @ states).reshape(ROWS, H)
    passed = (entering @ (mean @ parameter("pass", H, H, deviation=H**-0.5))).reshape(ROWS, SLOTS, H)
    entered = passed.split(ABREAST, 1)
    steps = list(states.split(ABREAST, 1))
    width = ABREAST * KINDS
    messages = []
    for step in range(STEPS):
        rows = slice(step * ABREAST, (step + 1) * ABREAST)
        heard = entered[step]
        if messages:
            heard = heard + ahead[:, rows, : step * width] @ torch.cat(messages, 1)
        steps[step] = unit(heard, steps[step])
        messages.append(said(steps[step]))
    messages = []
    for step in reversed(range(STEPS)):
        rows = slice(step * ABREAST, (step + 1) * ABREAST)
        heard = None
        if messages:
            heard = back[:, rows, (step + 1) * width :] @ torch.cat(messages[::-1], 1)
        steps[step] = unit(heard, steps[step])
        messages.append(said(steps[step]))
    return torch.cat(steps, 1)


def decoded(states):
    """Weights by graph and name."""
    flat = states.reshape(ROWS * SLOTS, H)
    centres = [flat[slots].mean(0) for slots in node_slots]
    result = [{} for _ in setup["graphs"]]
    D, C, K = options["decoder"], options["channels"], options["kernel"]
    for kind in kinds:
        rule, shape, count = kind["rule"], kind["shape"], len(kind["members"])
        centre = torch.stack([centres[member["graph"]] for member in kind["members"]])
        embedding = F.layer_norm(flat[kind["slots"]] - centre, (H,))
        inner = embedding @ parameter("node", H, D, deviation=H**-0.5)
        inner = inner + kind["codes"] @ parameter("weight", kind["codes"].shape[1], D, deviation=0.5)

        def made(x, name, *sizes):
            whole = [C] * len(sizes)
            cut = tuple(slice(0, size) for size in sizes)
            weight = parameter(name, D, *whole, deviation=(1.6 / D) ** 0.5)[(slice(None),) + cut].reshape(D, -1)
            shift = parameter(name + ".shift", *whole, deviation=0.45)[cut].reshape(-1)
            return torch.tanh(x) @ weight + shift

        rows, columns = min(shape[0], C), min(shape[1], C) if len(shape) > 1 else 1
        if rule in ("filter", "depthwise"):
            tall, wide = min(K, shape[2]), min(K, shape[3])
            top, left = (K - tall) // 2, (K - wide) // 2
            places = parameter("place", K, K, D, deviation=0.7)[top : top + tall, left : left + wide].reshape(-1, D)
            spread = inner[:, None] + places[None]
            columns = columns if rule == "filter" else 1
            value = made(spread, rule, rows, columns) if rule == "filter" else made(spread, rule, rows)
            value = value.transpose(1, 2).reshape(count, rows, columns, tall, wide)
        elif rule in ("matrix", "table"):
            name = "head" if kind.get("head") else rule
            value = made(inner, name, rows, columns).reshape(count, rows, columns)
        else:
            value = made(inner, rule, rows)
        for axis, size in enumerate(shape):
            have = value.shape[axis + 1]
            if have < size:
                times = [1] * value.dim()
                times[axis + 1] = -(-size // have)
                value = value.repeat(times).narrow(axis + 1, 0, size)
        start = kind["initialisation"]
        if start["kind"] == "kaiming":
            value = value * math.sqrt(2 / start["fanIn"])
        elif start["kind"] == "xavier":
            value = value * math.sqrt(1 / start["fanIn"])
        elif start["kind"] == "normal":
            value = value * start["deviation"]
        elif start["kind"] == "ones":
            value = 2 * torch.sigmoid(0.5 * value)
        else:
            value = torch.tanh(0.2 * value)
        for i, member in enumerate(kind["members"]):
            result[member["graph"]][member["name"]] = value[i]
    return result


def run(graph, weights):
    values = []
    for index, node in enumerate(graph["nodes"]):
        op, at = node["op"], node["attributes"]
        x = [values[i] for i in node["inputs"]]
        w = lambda name: weights.get(f"{index}.{name}")
        if op == "input":
            y = pixels
        elif op == "conv":
            k = (at["kh"] - 1) // 2 * at["dilation"]
            y = F.conv2d(x[0], w("weight"), w("bias"), at["stride"], k, at["dilation"], at["groups"])
        elif op == "batchnorm":
            y = F.batch_norm(x[0], None, None, w("scale"), w("shift"), True, 0.1, at["epsilon"])
        elif op == "relu":
            y = F.relu(x[0])
        elif op == "maxpool":
            y = F.max_pool2d(x[0], at["k"], at["stride"], (at["k"] - 1) // 2)
        elif op == "avgpool":
            y = F.avg_pool2d(x[0], at["k"], at["stride"], (at["k"] - 1) // 2, count_include_pad=False)
        elif op == "global_avgpool":
            y = x[0].mean((2, 3))
        elif op == "sum":
            y = x[0]
            for other in x[1:]:
                y = y + other
        elif op == "concat":
            y = torch.cat(x, 1)
        elif op == "linear":
            y = F.linear(x[0].flatten(1), w("weight"), w("bias"))
        else:
            raise SystemExit(f"step_peer.py does not know {op}")
        values.append(y)
    return values[graph["output"]]


optimizer = None


def step():
    global optimizer
    states = features @ parameter("start", features.shape[-1], H, deviation=0.1**0.5)
    for _ in range(options["rounds"]):
        states = round_of(states)
    weights = decoded(states)
    loss = 0
    for graph, own in zip(setup["graphs"], weights):
        loss = loss + F.cross_entropy(run(graph, own), labels) / len(setup["graphs"])
    if optimizer is None:
        optimizer = torch.optim.Adam(parameters.values(), lr=options["learningRate"])
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters.values(), options["clip"])
    optimizer.step()
    return loss.item()


def answer(value):
    print(json.dumps(value), flush=True)


answer({"version": blas.peer(), "loss": step()})
for line in sys.stdin:
    asked = json.loads(line)
    ms, cpu = [], []
    for _ in range(asked["repeat"]):
        wall, processor = time.perf_counter(), time.process_time()
        step()
        ms.append((time.perf_counter() - wall) * 1000)
        cpu.append((time.process_time() - processor) * 1000)
    answer({"ms": ms, "cpu": cpu})

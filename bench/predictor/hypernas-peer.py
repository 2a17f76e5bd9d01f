"""The HyperNAS network of engine/predictor/hypernas (variant P) in PyTorch, as a server: one JSON request a line on stdin, one answer a line.

First line: {"sizes": [...], "nodes": n, "columns": f, "members": m, "hidden": d, "layers": l, "batch": b} describes the model; then each
{"repeat": n} runs n training steps and answers {"ms": [...], "cpu": [...]}: wall-clock and processor milliseconds of each.
All members run side by side, as in ours; what is equal in every step (row sums of the adjacency) is not computed again.
"""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Networks(nn.Module):
    def __init__(self, spec):
        super().__init__()
        m, d, f = spec["members"], spec["hidden"], spec["columns"]
        self.sizes = spec["sizes"]
        self.embed = nn.Parameter(torch.randn(m, 1, f, d) / f**0.5)
        self.shift = nn.Parameter(torch.zeros(m, 1, 1, d))
        self.layers = nn.ParameterList(nn.Parameter(torch.randn(m, 2, d, d) * (4 / d) ** 0.5) for _ in range(spec["layers"]))
        self.inner = nn.Parameter(torch.randn(m, d, d) * (2 / d) ** 0.5)
        self.inner_shift = nn.Parameter(torch.zeros(m, 1, d))
        self.outer = nn.Parameter(torch.randn(m, d, 1) / d**0.5)
        self.outer_shift = nn.Parameter(torch.zeros(m, 1, 1))

    def forward(self, features, both, mask):
        m, batch = self.embed.shape[0], features.shape[0]
        d = self.embed.shape[-1]
        first, *others = self.layers
        weight, added = self.embed @ first, self.shift @ first
        before, pooled = None, []
        for p, size in enumerate(self.sizes):
            sources = both[:, :, p, :size, :size]
            gathered = (sources @ features[:, p, :size]).reshape(1, 2, batch * size, -1)
            wide = (gathered @ weight + added).reshape(m, 2, batch, size, d)
            if before is not None:
                wide = wide + (before.unsqueeze(1) @ first).unsqueeze(3)
            v = F.relu(wide).mean(1)
            for layer in others:
                gathered = (sources @ v.unsqueeze(1)).reshape(m, 2, batch * size, d)
                v = F.relu(gathered @ layer).reshape(m, 2, batch, size, d).mean(1)
            live = mask[:, p, :size, None]
            before = (v * live).sum(2) / live.sum(1).clamp(min=1)
            pooled.append(before)
        whole = torch.stack(pooled, 2).mean(2)
        return (F.relu(whole @ self.inner + self.inner_shift) @ self.outer + self.outer_shift).squeeze(2)


torch.set_num_threads(1)
torch.manual_seed(1)
spec = json.loads(sys.stdin.readline())
batch, positions, nodes = spec["batch"], len(spec["sizes"]), spec["nodes"]
model = Networks(spec)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
features = torch.randn(batch, positions, nodes, spec["columns"])
edges = (torch.rand(batch, positions, nodes, nodes) < 0.3).float().triu(1) + torch.eye(nodes)
both = torch.stack([edges.transpose(2, 3) / edges.sum(2).unsqueeze(3), edges / edges.sum(3, keepdim=True)])
mask, targets = torch.ones(batch, positions, nodes), torch.randn(batch)


def step():
    optimizer.zero_grad()
    loss = ((model(features, both, mask) - targets) ** 2).mean(1).sum()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()


step()
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    times, processor = [], []
    for _ in range(json.loads(line)["repeat"]):
        start, used = time.perf_counter(), time.process_time()
        step()
        times.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - used))
    print(json.dumps({"ms": times, "cpu": processor}), flush=True)

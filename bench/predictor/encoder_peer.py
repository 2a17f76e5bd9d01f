"""The graph encoder's fine-tuning in PyTorch, as a server: a JSON request a line on stdin, an answer a line on stdout.

{"rows", "nodes", "inputs", "features", "width", "layers", "steps"} -> {"ms": [...]}: milliseconds of each step on one thread.
Keep it alike to engine/predictor/encoder/encoder-model.ts and fine-tune.ts.
"""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

HEADS, HEAD = 4, 32


class Layer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.mix = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)
        self.own, self.out = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.ahead, self.behind = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)

    def forward(self, x, adjacency, backward, bias):
        b, t, w = x.shape
        q, k, v = (p.reshape(b, t, HEADS, -1).transpose(1, 2) for p in self.qkv(self.norm1(x)).split(w, 2))
        scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2) + bias
        x = x + self.mix((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, w))
        fed = self.norm2(x)
        neighbours = torch.cat([adjacency @ self.ahead(fed), backward @ self.behind(fed)], 2)
        return x + self.out(F.relu(self.own(fed) + neighbours))


class Scorer(nn.Module):
    def __init__(self, inputs, features, width, layers):
        super().__init__()
        self.embed, self.norm = nn.Linear(inputs, width), nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width) for _ in range(layers))
        self.head, self.score = nn.Linear(width + features, HEAD), nn.Linear(HEAD, 1)
        self.linear = nn.Linear(width + features, 1, bias=False)

    def forward(self, x, adjacency, present, features):
        backward = adjacency.transpose(1, 2)
        masks = torch.stack([adjacency, backward, adjacency @ backward, backward @ adjacency], 1)
        bias = (1 - (masks + torch.eye(x.shape[1])).clamp(max=1)) * -1e4
        x = self.embed(x)
        for layer in self.layers:
            x = layer(x, adjacency, backward, bias)
        read = torch.cat([(self.norm(x) * present.unsqueeze(2)).sum(1) / x.shape[1], features], 1)
        return (self.score(torch.tanh(self.head(read))) + self.linear(read)).squeeze(1)


def run(rows, nodes, inputs, features, width, layers, steps):
    torch.manual_seed(1)
    model = Scorer(inputs, features, width, layers)
    start = [p.detach().clone() for p in model.parameters()]
    x, extra, y = torch.rand(rows, nodes, inputs), torch.rand(rows, features), torch.randn(rows)
    adjacency, present = torch.triu((torch.rand(rows, nodes, nodes) < 0.3).float(), 1), torch.ones(rows, nodes)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    times = []
    for _ in range(steps):
        begin = time.perf_counter()
        optimizer.zero_grad()
        s = model(x, adjacency, present, extra)
        better = (y.unsqueeze(1) - y.unsqueeze(0) > 0).float()
        loss = (F.softplus(-(s.unsqueeze(1) - s.unsqueeze(0))) * better).sum() / better.sum() + 0.3 * F.mse_loss(s, y)
        loss = loss + 0.1 * sum(((p - q) ** 2).sum() for p, q in zip(model.parameters(), start))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        times.append(1000 * (time.perf_counter() - begin))
    return times


torch.set_num_threads(1)
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({"ms": run(**json.loads(line))}), flush=True)

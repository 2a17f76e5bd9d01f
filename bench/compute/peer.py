"""The benchmark's networks in PyTorch, as a server: one JSON request a line on stdin, one answer a line on stdout.

{"task": "transformer" | "cnn" | "infer", "threads": n, "batch": n, "repeat": n} -> {"ms": [...], "cpu": [...]}: wall-clock and
processor milliseconds of each repetition.
Models are kept between requests, so that rounds can be interleaved with those of other peers.
"""
import json
import sys
import time

import blas
import torch
import torch.nn as nn
import torch.nn.functional as F

NODES, WIDTH, HEADS, LAYERS, FEATURES = 32, 128, 4, 4, 32


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = (p.reshape(b, t, HEADS, -1).transpose(1, 2) for p in self.qkv(self.norm1(x)).split(WIDTH, 2))
        scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2)
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, WIDTH))
        return x + self.down(F.relu(self.up(self.norm2(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.norm, self.head = nn.Linear(FEATURES, WIDTH), nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x).mean(1)).squeeze(1)


def cnn():
    layers, channels = [], 3
    for stage, width in enumerate((16, 32, 64)):
        if stage > 0:
            layers.append(nn.MaxPool2d(2))
        for _ in range(2):
            layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def ranking_loss(score, y):
    better = (y.unsqueeze(1) - y.unsqueeze(0) > 0).float()
    pairs = F.softplus(-(score.unsqueeze(1) - score.unsqueeze(0))) * better
    return pairs.sum() / better.sum().clamp(min=1) + F.mse_loss(score, y)


def make(task, batch):
    torch.manual_seed(1)
    if task == "infer":
        model, x = Encoder().eval(), torch.rand(batch, NODES, FEATURES)

        def run():
            with torch.inference_mode():
                return model(x)

        return run
    if task == "cnn":
        model, x, y = cnn(), torch.rand(batch, 3, 32, 32), torch.randint(0, 10, (batch,))
        loss_of = lambda: F.cross_entropy(model(x), y)
    else:
        model, x, y = Encoder(), torch.rand(batch, NODES, FEATURES), torch.rand(batch)
        loss_of = lambda: ranking_loss(model(x), y)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


if __name__ == "__main__":
    made = {}
    print(json.dumps({"version": blas.peer()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request["threads"])
        key = (request["task"], request["batch"])
        if key not in made:
            made[key] = make(*key)
            made[key]()
        times, processor = [], []
        for _ in range(request["repeat"]):
            start, used = time.perf_counter(), time.process_time()
            made[key]()
            times.append(1000 * (time.perf_counter() - start))
            processor.append(1000 * (time.process_time() - used))
        print(json.dumps({"ms": times, "cpu": processor}), flush=True)

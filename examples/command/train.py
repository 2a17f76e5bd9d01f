"""Trains one architecture of a search and prints how good it is: the program of the evaluator in torch.hnas.

The search starts it once for each architecture and tells it, in its environment,
  HNAS_ARCHITECTURE  the file of the architecture: here a PyTorch module with the class Network,
  HNAS_SEED          a whole number that decides all randomness of this training,
  HNAS_FOLDER        a folder of its own: what it keeps there it finds again after an interruption,
  HNAS_SHARE         how much of the training is wanted, 1 for the whole: successive halving begins with parts.
It prints a line of JSON after each epoch, and one with the result. All else that it prints is passed over.
"""

import argparse
import importlib.util
import json
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy


def main():
    arguments = read_arguments()
    seed = int(os.environ["HNAS_SEED"])
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = load_network(os.environ["HNAS_ARCHITECTURE"]).to(device)
    data = cifar10(arguments.data) if arguments.data else gratings(arguments.images)
    train, val = split([each.to(device) for each in data])

    steps = arguments.epochs * math.ceil(len(train[0]) / arguments.batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=arguments.rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, arguments.rate, total_steps=steps)
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
    checkpoint = Path(os.environ["HNAS_FOLDER"], "checkpoint.pt")
    until = max(1, round(float(os.environ["HNAS_SHARE"]) * arguments.epochs))
    result = {}
    for epoch in range(begin(checkpoint, parts, device), until):
        torch.manual_seed(seed + epoch)
        train_epoch(network, train, optimizer, schedule, arguments.batch, augment=arguments.data is not None)
        result = validate(network, val)
        print(json.dumps({"step": epoch + 1, "of": until, **result}), flush=True)
        keep(checkpoint, parts, epoch + 1)
    print(json.dumps(result or validate(network, val)), flush=True)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of CIFAR-10's binary batches; unless given, images are drawn")
    parser.add_argument("--images", type=int, default=1500, help="how many are drawn")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.01, help="the highest learning rate")
    return parser.parse_args()


def load_network(path):
    spec = importlib.util.spec_from_file_location("architecture", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Network()


def cifar10(folder):
    """Images [n, 3, 32, 32] of mean 0 and deviation 1 for each channel, and labels [n]."""
    batches = [Path(folder, f"data_batch_{i}.bin").read_bytes() for i in range(1, 6)]
    records = torch.frombuffer(bytearray(b"".join(batches)), dtype=torch.uint8).view(-1, 3073)
    images = records[:, 1:].view(-1, 3, 32, 32).float() / 255
    mean, deviation = images.mean((0, 2, 3), keepdim=True), images.std((0, 2, 3), keepdim=True)
    return (images - mean) / deviation, records[:, 0].long()


def gratings(count):
    """Coloured stripes in noise; the class is their direction."""
    random = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % 10
    angle = (labels + 0.6 * (torch.rand(count, generator=random) - 0.5)) * math.pi / 10
    frequency, phase = 2 + 3 * torch.rand(count, generator=random), 2 * math.pi * torch.rand(count, generator=random)
    place = torch.linspace(0, 1, 32)
    along = torch.cos(angle)[:, None, None] * place[None, :, None] + torch.sin(angle)[:, None, None] * place[None, None, :]
    stripes = torch.sin(2 * math.pi * frequency[:, None, None] * along + phase[:, None, None])
    colours = torch.randn(count, 3, 1, 1, generator=random)
    return stripes[:, None] * colours + torch.randn(count, 3, 32, 32, generator=random), labels


def split(data):
    """The same for every architecture: a fifth, at most 5,000, to validate on."""
    order = torch.randperm(len(data[0]), generator=torch.Generator().manual_seed(0))
    held = min(5000, len(order) // 5)
    return [each[order[held:]] for each in data], [each[order[:held]] for each in data]


def train_epoch(network, data, optimizer, schedule, batch, augment):
    network.train()
    for chosen in torch.randperm(len(data[0])).split(batch):
        images, labels = data[0][chosen], data[1][chosen]
        if augment:
            images = shifted(images.flip(3) if torch.rand(()) < 0.5 else images)
        loss = cross_entropy(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()


def shifted(images, by=4):
    top, left = torch.randint(0, 2 * by + 1, (2,)).tolist()
    return nn.functional.pad(images, [by] * 4)[:, :, top : top + 32, left : left + 32]


@torch.no_grad()
def validate(network, data):
    network.eval()
    logits = torch.cat([network(images) for images in data[0].split(500)])
    right = (logits.argmax(1) == data[1]).float().mean().item()
    return {"accuracy": 100 * right, "val_loss": cross_entropy(logits, data[1]).item()}


def begin(checkpoint, parts, device):
    """The epoch to go on with: 0 where nothing was kept."""
    if not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location=device)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return state["epoch"]


def keep(checkpoint, parts, epoch):
    """Whole or not at all, whenever the training is interrupted."""
    unfinished = checkpoint.with_suffix(".new")
    torch.save({"epoch": epoch, **{name: part.state_dict() for name, part in parts.items()}}, unfinished)
    unfinished.replace(checkpoint)


if __name__ == "__main__":
    main()

/** The steps of `device.ts` in PyTorch on a GPU. Absent where Python, torch or a GPU that torch finds are. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface GpuPeer {
  /** The card and the version. */
  readonly device: string;
  /** Milliseconds of one step, waited for. */
  step(task: string): Promise<number>;
  close(): void;
}

const SCRIPT = `
import json, sys, time
sys.path.insert(0, sys.argv[1])
import torch
import torch.nn.functional as F
if not torch.cuda.is_available():
    sys.exit("torch finds no GPU")
import peer
batch, nodes, width = map(int, sys.argv[2:5])
device = torch.device("cuda")

def gated():
    gate, candidate = (torch.nn.Linear(width, width, bias=False).to(device) for _ in range(2))
    decode = torch.nn.Linear(width, 4 * width, bias=False).to(device)
    parameters = [*gate.parameters(), *candidate.parameters(), *decode.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    adjacency, start = torch.rand(nodes, nodes, device=device) * 0.1, torch.rand(nodes, width, device=device)
    def step():
        state = start
        for _ in range(16):
            message = adjacency @ state
            opened = torch.sigmoid(gate(message))
            state = opened * state + (1 - opened) * torch.tanh(candidate(message))
        optimizer.zero_grad()
        loss = decode(state).pow(2).mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5)
        optimizer.step()
        return loss.item()
    return step

def of(model, x, loss_of):
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    def step():
        optimizer.zero_grad()
        loss = loss_of(model(x))
        loss.backward()
        optimizer.step()
        return loss.item()
    return step

images, labels = torch.rand(batch, 3, 32, 32, device=device), torch.randint(0, 10, (batch,), device=device)
rows, scores = torch.rand(batch, peer.NODES, peer.FEATURES, device=device), torch.rand(batch, device=device)

steps = {
    "gated": gated(),
    "cnn": of(peer.cnn(), images, lambda logits: F.cross_entropy(logits, labels)),
    "transformer": of(peer.Encoder(), rows, lambda predicted: peer.ranking_loss(predicted, scores)),
}
for step in steps.values():
    for _ in range(3):
        step()
print(json.dumps({"device": torch.cuda.get_device_name() + ", torch " + torch.__version__}), flush=True)
for line in sys.stdin:
    torch.cuda.synchronize()
    began = time.perf_counter()
    steps[json.loads(line)]()
    torch.cuda.synchronize()
    print(json.dumps(1000 * (time.perf_counter() - began)), flush=True)
`;

/** `shape`: nodes and width of the gated step. Undefined, with the reason on standard error, where it cannot run. */
export async function startGpuPeer(batch: number, shape: readonly [number, number]): Promise<GpuPeer | undefined> {
  const folder = new URL('.', import.meta.url).pathname;
  const python = spawn(
    process.env['HNAS_PYTHON'] ?? 'python3',
    ['-c', SCRIPT, folder, `${batch}`, ...shape.map(String)],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let complaint = '';
  python.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  python.on('error', (error) => (complaint += error.message));
  python.stdin.on('error', () => undefined);
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as unknown);
  };
  const hello = (await answer()) as { readonly device: string } | undefined;
  if (hello === undefined) {
    console.error(`PyTorch on a GPU is absent: ${complaint.trim().split('\n').at(-1) ?? ''}`);
    return undefined;
  }
  return {
    device: hello.device,
    step: async (task) => {
      python.stdin.write(`${JSON.stringify(task)}\n`);
      const ms = await answer();
      if (typeof ms !== 'number') throw new Error(`PyTorch stopped: ${complaint}`);
      return ms;
    },
    close: () => void python.stdin.end(),
  };
}

/** The models' steps of `device.ts` in PyTorch: on a GPU where torch finds one, else on the processor. Absent where Python or torch are. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface GpuPeer {
  readonly kind: 'cpu' | 'cuda';
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
import peer
batch = int(sys.argv[2])
kind = "cuda" if torch.cuda.is_available() else "cpu"
device = torch.device(kind)

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
    "cnn": of(peer.cnn(), images, lambda logits: F.cross_entropy(logits, labels)),
    "transformer": of(peer.Encoder(), rows, lambda predicted: peer.ranking_loss(predicted, scores)),
}
for step in steps.values():
    for _ in range(3):
        step()
name = torch.cuda.get_device_name() if kind == "cuda" else "CPU, %d threads" % torch.get_num_threads()
print(json.dumps({"kind": kind, "device": name + ", torch " + torch.__version__}), flush=True)
wait = torch.cuda.synchronize if kind == "cuda" else (lambda: None)
for line in sys.stdin:
    wait()
    began = time.perf_counter()
    steps[json.loads(line)]()
    wait()
    print(json.dumps(1000 * (time.perf_counter() - began)), flush=True)
`;

/** Undefined, with the reason on standard error, where it cannot run. */
export async function startGpuPeer(batch: number): Promise<GpuPeer | undefined> {
  const folder = new URL('.', import.meta.url).pathname;
  const python = spawn(process.env['HNAS_PYTHON'] ?? '/usr/bin/python3', ['-c', SCRIPT, folder, `${batch}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  python.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  python.on('error', (error) => (complaint += error.message));
  python.stdin.on('error', () => undefined);
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as unknown);
  };
  const hello = (await answer()) as Pick<GpuPeer, 'kind' | 'device'> | undefined;
  if (hello === undefined) {
    console.error(`PyTorch is absent: ${complaint.trim().split('\n').at(-1) ?? ''}`);
    return undefined;
  }
  return {
    ...hello,
    step: async (task) => {
      python.stdin.write(`${JSON.stringify(task)}\n`);
      const ms = await answer();
      if (typeof ms !== 'number') throw new Error(`PyTorch stopped: ${complaint}`);
      return ms;
    },
    close: () => void python.stdin.end(),
  };
}

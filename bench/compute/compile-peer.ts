/** PyTorch for `compile.ts`: it makes a network from its exported source and takes two training steps. Absent where Python or torch are. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Processor milliseconds. */
export interface TheirTimes {
  readonly construct: number;
  readonly first: number;
  readonly next: number;
}

export interface CompilePeer {
  readonly version: string;
  measure(source: string, shape: readonly number[]): Promise<TheirTimes>;
  close(): void;
}

/** One thread, AdamW, cross-entropy, as the programs of `evaluator train`. */
const SCRIPT = `
import json, sys, time
import blas, torch
torch.set_num_threads(1)
print(json.dumps({"version": blas.peer()}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    module = {"__name__": "network"}
    times = [time.process_time()]
    exec(compile(request["source"], "network", "exec"), module)
    network = module["Network"]()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)
    images = torch.rand(request["shape"])
    labels = torch.randint(0, 10, (request["shape"][0],))
    times.append(time.process_time())
    for step in range(2):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(images), labels).backward()
        optimizer.step()
        times.append(time.process_time())
    print(json.dumps([1000 * (b - a) for a, b in zip(times, times[1:])]), flush=True)
`;

export async function startCompilePeer(): Promise<CompilePeer | undefined> {
  const python = spawn(process.env['HNAS_PYTHON'] ?? '/usr/bin/python3', ['-c', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_WAIT_POLICY: 'passive', PYTHONPATH: import.meta.dirname },
  });
  python.on('error', (error) => console.error(`PyTorch is absent: ${error.message}`));
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as unknown);
  };
  const hello = (await answer()) as { readonly version: string } | undefined;
  if (hello === undefined) return undefined;
  return {
    version: hello.version,
    measure: async (source, shape) => {
      python.stdin.write(`${JSON.stringify({ source, shape })}\n`);
      const times = (await answer()) as readonly number[] | undefined;
      const [construct = NaN, first = NaN, next = NaN] = times ?? [];
      return { construct, first, next };
    },
    close: () => python.stdin.end(),
  };
}

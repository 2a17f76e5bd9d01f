/**
 * PyTorch as a peer: `peer.py` in a process of its own, asked for rounds of steps. Absent where Python or torch are.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Timings {
  /** Wall-clock and processor milliseconds of each repetition. */
  readonly ms: readonly number[];
  readonly cpu: readonly number[];
}

export interface Peer {
  readonly version: string;
  measure(task: string, threads: number, batch: number, repeat: number): Promise<Timings>;
  close(): void;
}

/** Starts the peer; undefined, with the reason on stderr, where it cannot run. */
export async function startPeer(): Promise<Peer | undefined> {
  const python = spawn('/usr/bin/python3', [new URL('peer.py', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  python.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  python.on('error', (error) => (complaint += error.message));
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Record<string, unknown> | undefined> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as Record<string, unknown>);
  };
  const hello = await answer();
  if (hello === undefined) {
    console.error(`PyTorch is absent: ${complaint.trim().split('\n').at(-1) ?? ''}`);
    return undefined;
  }
  return {
    version: String(hello['version']),
    measure: async (task, threads, batch, repeat) => {
      python.stdin.write(`${JSON.stringify({ task, threads, batch, repeat })}\n`);
      const result = await answer();
      if (result === undefined) throw new Error(`PyTorch stopped: ${complaint}`);
      return { ms: result['ms'] as number[], cpu: result['cpu'] as number[] };
    },
    close: () => python.stdin.end(),
  };
}

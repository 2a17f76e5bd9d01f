/** A program run to its end: what it printed, or one sentence on why it failed. */
import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export type Outcome = { readonly output: string } | { readonly error: string };

export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => done({ error: `${program} could not be started: ${error.message}` }));
    child.on('close', (code, signal) => {
      if (code === 0) return done({ output });
      const last = output.trim().split('\n').slice(-12).join('\n');
      done({ error: `\`${program} ${args.join(' ')}\` ended with ${signal ?? code}:\n${last}` });
    });
  });
}

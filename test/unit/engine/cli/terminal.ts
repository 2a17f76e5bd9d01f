/** A terminal for tests: runs a command in a folder of its own and keeps what it printed. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommandLine } from '../../../../engine/cli/command-line.ts';
import type { Io } from '../../../../engine/cli/io.ts';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON; a parse error where it is none. */
  json(): unknown;
}

export interface Terminal {
  readonly folder: string;
  write(file: string, content: string | Uint8Array): void;
  run(...args: string[]): Promise<Ran>;
  runWith(io: Partial<Io>, ...args: string[]): Promise<Ran>;
}

export function terminal(): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-cli-'));
  const runWith: Terminal['runWith'] = async (more, ...args) => {
    const out: string[] = [];
    const err: string[] = [];
    const io: Io = {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      readStdin: () => Promise.resolve(new Uint8Array()),
      outWidth: undefined,
      errWidth: undefined,
      outColor: false,
      errColor: false,
      cwd: folder,
      signal: new AbortController().signal,
      ...more,
    };
    const exit = await runCommandLine(args, io);
    return { exit, out: out.join(''), err: err.join(''), json: () => JSON.parse(out.join('')) as unknown };
  };
  return {
    folder,
    write: (file, content) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
    run: (...args) => runWith({}, ...args),
    runWith,
  };
}

/** A space of 96 architectures that is quick to train. */
export const smallSpec = `space Tiny {
  input image[1, 8, 8]
  output logits[10]
  param width = choice [2, 3, 4, 6]
  param depth = choice 1..3
  param k = choice [1, 3]
  network {
    conv(k: k, out: width) >> batchnorm >> relu >> maxpool(k: 2, stride: 2)
    repeat depth {
      param wide = choice [1, 3]
      conv(k: wide, out: width) >> batchnorm >> relu
    }
    global_avgpool >> linear(out: 10)
  }
}

dataset Digits = glyphs { classes: "digits", size: 8, train: 200, val: 100, test: 0, seed: 1 }
evaluator Train = train { epochs: 1, batch: 50, validations: 1, threads: 1 }
predictor Fast = gp {}

experiment Quick {
  space: Tiny
  dataset: Digits
  evaluator: Train
  predictor: Fast
  maximize accuracy
  minimize params
  search predictor { initial: 6, batch: 2, candidates: 40 }
  budget { evaluations: 10 }
  seed: 3
}
`;

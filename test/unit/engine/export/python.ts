/** Python for tests: where there is one, and with PyTorch where there is one; HNAS_PYTHON names another. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kerasSource } from '../../../../engine/export/keras/source.ts';
import { torchSource } from '../../../../engine/export/torch/source.ts';
import { torchWeights } from '../../../../engine/export/torch/weights.ts';
import type { Weights } from '../../../../engine/export/onnx.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import type { Batch } from './forward.ts';

const candidates = [process.env['HNAS_PYTHON'], 'python3', '/usr/bin/python3'].flatMap((name) => name ?? []);

function first(statement: string): string | undefined {
  return candidates.find((python) => {
    try {
      execFileSync(python, ['-c', statement], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

export const python = first('import ast');
export const pythonWithTorch = first('import torch');
const scripts = join(import.meta.dirname, 'python');

export interface TorchCase {
  readonly subject: Subject;
  readonly weights: Weights;
  readonly batch: Batch;
}

export interface TorchAnswer {
  readonly parameters: number;
  readonly output: readonly number[];
  readonly shape: readonly number[];
}

export interface KerasAnswer {
  readonly error?: string;
  readonly parameters?: number;
  /** Without the batch. */
  readonly shape?: readonly number[];
  readonly document?: string;
}

/** Builds each exported Keras model with the stand-in for Keras that counts weights. */
export function runKeras(subjects: readonly Subject[]): readonly KerasAnswer[] {
  return inFolder(subjects.map(kerasSource), (files, folder) => {
    const [from, to] = [join(folder, 'cases.json'), join(folder, 'answers.json')];
    writeFileSync(from, JSON.stringify(files));
    runPython([join(scripts, 'run_keras.py'), from, to]);
    return JSON.parse(readFileSync(to, 'utf8')) as KerasAnswer[];
  });
}

/** Fails where one of the sources is no Python. */
export function parsePython(sources: readonly string[]): void {
  inFolder(sources, (files) => runPython([join(scripts, 'parse.py'), ...files]));
}

function runPython(args: readonly string[]): void {
  if (python === undefined) throw new Error('there is no python3');
  execFileSync(python, ['-B', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function inFolder<T>(sources: readonly string[], work: (files: readonly string[], folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-python-'));
  try {
    const files = sources.map((source, i) => {
      const file = join(folder, `case${i}.py`);
      writeFileSync(file, source);
      return file;
    });
    return work(files, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads each exported module with the weights and runs it: all cases in one process, since PyTorch takes seconds to load. */
export function runTorch(cases: readonly TorchCase[]): readonly TorchAnswer[] {
  if (pythonWithTorch === undefined) throw new Error('there is no python3 with torch');
  const folder = mkdtempSync(join(tmpdir(), 'hnas-torch-'));
  try {
    const manifest = cases.map(({ subject, weights, batch }, i) => {
      const [source, values, input] = ['py', 'safetensors', 'input'].map((kind) =>
        join(folder, `case${i}.${kind}`),
      ) as [string, string, string];
      writeFileSync(source, torchSource(subject, { trained: true }));
      writeFileSync(values, torchWeights(subject, { tensors: weights, about: {} }));
      writeFileSync(input, batch.data);
      return { source, input, shape: batch.shape };
    });
    const [from, to] = [join(folder, 'cases.json'), join(folder, 'answers.json')];
    writeFileSync(from, JSON.stringify(manifest));
    execFileSync(pythonWithTorch, [join(scripts, 'run_torch.py'), from, to], { stdio: ['ignore', 'ignore', 'pipe'] });
    return JSON.parse(readFileSync(to, 'utf8')) as TorchAnswer[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

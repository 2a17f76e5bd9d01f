/** What can be imported, by name. */
import { importCells } from './cells.ts';
import type { ImportedTable } from './imported.ts';
import { importNasbench101 } from './nasbench101.ts';
import { importOptuna } from './optuna.ts';

export interface ImportRequest {
  readonly files: readonly string[];
  /** Of a journal of Optuna. */
  readonly study?: string | undefined;
  readonly signal?: AbortSignal;
  /** Records read so far. */
  readonly onRecords?: (records: number) => void;
}

export interface ImportFormat {
  readonly name: string;
  readonly description: string;
  /** Whether several files are joined into one table. */
  readonly joins: boolean;
  /** Rejects with an ImportProblem, or with the signal's reason. */
  read(request: ImportRequest): Promise<ImportedTable>;
}

const cells = (name: string, description: string): ImportFormat => ({
  name,
  description,
  joins: true,
  read: ({ files, signal }) => importCells(files, signal),
});

export const importFormats: readonly ImportFormat[] = [
  {
    name: 'nasbench101',
    description: 'NAS-Bench-101 as published, a TFRecord file',
    joins: false,
    read: ({ files: [file = ''], signal, onRecords }) => importNasbench101(file, signal, onRecords),
  },
  cells('nasbench201', 'cells of NAS-Bench-201 with numbers, JSON, CSV or JSONL'),
  cells('nats-bench', "cells of NATS-Bench's topology space, likewise"),
  cells('hw-nas-bench', 'latencies and energies of HW-NAS-Bench, JSON or CSV'),
  {
    name: 'optuna',
    description: 'the journal of an Optuna study',
    joins: false,
    read: ({ files: [file = ''], study, signal }) => importOptuna(file, study, signal),
  },
];

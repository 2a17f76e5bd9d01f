/**
 * Features straight from the decisions that are not a cell's wiring or operators: kernels, expansions, widths, depths. Each by
 * itself, and the decisions that differ only in an index (`network.stages[2].repeat[*].MBConv.k`) together, one index after the
 * other widened to `*`: the mean and sum of a stage and of the network.
 */
import type { Architecture, Decision } from '../../dsl/space/decision-space.ts';
import { INACTIVE } from '../../dsl/space/decision-space.ts';

/** Categorical decisions with more alternatives than this are left to the graph features. */
const MOST_ALTERNATIVES = 12;

export interface DecisionSchema {
  readonly names: readonly string[];
  /** Decisions by number that are read one by one. */
  readonly single: readonly { readonly decision: number; readonly read: Reading }[];
  readonly groups: readonly { readonly members: readonly number[]; readonly read: Reading }[];
}

/** `numbers`: the value of an ordinal decision; else one feature an alternative. */
interface Reading {
  readonly numbers: readonly number[] | undefined;
  readonly alternatives: number;
  readonly conditional: boolean;
}

/** `cells`: names of the cell declarations, whose wiring the graph features describe. */
export function decisionSchema(decisions: readonly Decision[], cells: ReadonlySet<string>): DecisionSchema {
  const names: string[] = [];
  const single = [];
  const members = new Map<string, number[]>();
  for (const [number, decision] of decisions.entries()) {
    if (isWiring(decision.path, cells) || decision.kind === 'subset') continue;
    if (decision.numbers === undefined && decision.alternatives.length > MOST_ALTERNATIVES) continue;
    const read = readingOf(decision);
    single.push({ decision: number, read });
    if (read.conditional) names.push(`${decision.path} active`);
    if (read.numbers !== undefined) names.push(decision.path);
    else for (const alternative of decision.alternatives) names.push(`${decision.path} = ${alternative}`);
    for (const pattern of widenings(decision.path)) {
      const group = members.get(`${pattern}\n${decision.alternatives.join()}`);
      if (group === undefined) members.set(`${pattern}\n${decision.alternatives.join()}`, [number]);
      else group.push(number);
    }
  }
  const groups = [];
  for (const [key, group] of members) {
    const first = decisions[group[0] as number];
    if (first === undefined || group.length < 2) continue;
    const [pattern] = key.split('\n');
    const read = readingOf(first);
    groups.push({ members: group, read });
    if (read.numbers !== undefined) names.push(`sum ${pattern}`, `mean ${pattern}`);
    else for (const alternative of first.alternatives) names.push(`count ${pattern} = ${alternative}`);
  }
  return { names, single, groups };
}

/** Writes `schema.names.length` numbers to `out` from `at` on and returns the offset after them. Inactive decisions read as 0. */
export function writeDecisionFeatures(
  architecture: Architecture,
  schema: DecisionSchema,
  out: Float64Array,
  at: number,
): number {
  const choiceOf = (decision: number): number => architecture.choices[decision] ?? INACTIVE;
  for (const { decision, read } of schema.single) {
    const choice = choiceOf(decision);
    if (read.conditional) out[at++] = choice === INACTIVE ? 0 : 1;
    if (read.numbers !== undefined) out[at++] = choice === INACTIVE ? 0 : (read.numbers[choice] as number);
    else for (let i = 0; i < read.alternatives; i++) out[at++] = choice === i ? 1 : 0;
  }
  for (const { members, read } of schema.groups) {
    if (read.numbers === undefined) {
      for (let i = 0; i < read.alternatives; i++) {
        out[at++] = members.reduce((count, member) => count + (choiceOf(member) === i ? 1 : 0), 0);
      }
      continue;
    }
    let sum = 0;
    let active = 0;
    for (const member of members) {
      const choice = choiceOf(member);
      if (choice === INACTIVE) continue;
      sum += read.numbers[choice] as number;
      active++;
    }
    out[at++] = sum;
    out[at++] = active === 0 ? 0 : sum / active;
  }
  return at;
}

function readingOf(decision: Decision): Reading {
  return {
    numbers: decision.ordinal ? decision.numbers : undefined,
    alternatives: decision.alternatives.length,
    conditional: decision.condition !== undefined,
  };
}

/** The path with its last index widened, then its last two, and so on. */
function widenings(path: string): readonly string[] {
  const pieces = path.split(/\[\d+\]/);
  const indices = path.match(/\[\d+\]/g) ?? [];
  return indices.map((_, kept) =>
    pieces.map((piece, i) => piece + (i < kept ? indices[i] : i < indices.length ? '[*]' : '')).join(''),
  );
}

/** `Cell.h[2].edge[0]`, `Module.v[3].from`, `Module.v.count`, `Module.output`. */
function isWiring(path: string, cells: ReadonlySet<string>): boolean {
  const dot = path.indexOf('.');
  if (dot < 0 || !cells.has(path.slice(0, dot))) return false;
  return /^(output|\w+(\[\d+\])?\.(edge\[\d+\]|from|op|count|merge))$/.test(path.slice(dot + 1));
}

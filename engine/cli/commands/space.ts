/** `hnas space FILE#NAME`: how large a space is and what it decides. */
import type { Command } from 'commander';
import type { SpaceSize } from '../../../dsl/space/decision-space.ts';
import { textTable } from '../../report/text-table.ts';
import { ellipsis } from '../../report/markup.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

export function registerSpace(program: Command, register: Register): void {
  register(
    program
      .command('space')
      .summary('size and decisions of a space')
      .description('Counts the architectures of a space and lists its decisions.')
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .option('--no-distinct', 'do not count distinct graphs (it may take seconds)'),
    (io, [target]: [string], options: { distinct: boolean }) => describe(target, options.distinct, io),
  );
}

function describe(target: string, countDistinct: boolean, io: Io): CommandResult {
  const { space } = loadSpace(target, io);
  const raw = space.rawSize();
  const size = space.size();
  const distinct = countDistinct ? space.distinct() : undefined;
  const rows = space.decisions.map((decision) => [
    decision.path,
    `${decision.alternatives.length}`,
    ellipsis(decision.alternatives.join(', '), 60),
    decision.condition ?? '',
  ]);
  return {
    json: {
      name: space.name,
      hash: space.hash,
      rawSize: String(raw),
      size: jsonSize(size),
      distinct: distinct === undefined ? null : jsonSize(distinct),
      decisions: space.decisions.map((decision) => ({
        path: decision.path,
        kind: decision.kind,
        ordinal: decision.ordinal,
        alternatives: decision.alternatives,
        condition: decision.condition ?? null,
      })),
    },
    text: [
      `space ${space.name}`,
      `  architectures     ${showSize(size)}`,
      ...(size.method === 'exact' && size.value === raw ? [] : [`  before requires   ${group(raw)}`]),
      ...(distinct === undefined ? [] : [`  distinct graphs   ${showSize(distinct)}`]),
      `  decisions         ${space.decisions.length}`,
      `  hash              ${space.hash}`,
      '',
      ...textTable(
        [
          { title: 'decision', align: 'left' },
          { title: 'of', align: 'right' },
          { title: 'alternatives', align: 'left' },
          { title: 'active', align: 'left', cut: true },
        ],
        rows.map(([path = '', n = '', alternatives = '', condition = '']) => [
          path,
          n,
          alternatives,
          condition || 'always',
        ]),
        io.outWidth,
      ),
    ],
  };
}

/** Big integers travel as strings: JSON numbers end at 2^53. */
function jsonSize({ value, method, standardError, samples, bound }: SpaceSize): unknown {
  return {
    value: String(value),
    method,
    standardError: standardError ?? null,
    samples: samples ?? null,
    bound: bound ?? null,
  };
}

function showSize({ value, method, standardError, samples, bound }: SpaceSize): string {
  if (method === 'exact') return `${group(value)} (exact)`;
  const error = standardError === undefined ? '' : ` ± ${approximate(twoDigits(standardError))}`;
  const words =
    bound === 'upper' ? (error === '' ? 'at most' : 'at most about') : bound === 'lower' ? 'at least about' : 'about';
  return `${words} ${approximate(value)}${error} (estimated from ${samples ?? 0} draws)`;
}

/** 15625 as `15 625`; beyond a trillion also as a power of ten, of very long numbers only that (all digits are in the JSON). */
function group(value: bigint): string {
  if (value >= 10n ** 40n) return approximate(value);
  const digits = String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
  return value >= 10n ** 12n ? `${digits} (${approximate(value)})` : digits;
}

function approximate(value: bigint): string {
  const digits = String(value);
  if (digits.length <= 6) return digits.replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${digits[0] ?? ''}.${digits.slice(1, 3)}e${digits.length - 1}`;
}

function twoDigits(value: number): bigint {
  return BigInt(Math.round(Number(value.toPrecision(2))));
}

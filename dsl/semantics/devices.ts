/**
 * Profiles of devices as a program sees them: facts that whoever has a disk passes in with its host. Where none are passed, nothing is said
 * of devices.
 */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { CallExpr, ExperimentItem, Expr, StringExpr } from '../syntax/ast.ts';
import type { Configured } from './configured.ts';
import { reportedBy } from './declared-metrics.ts';
import { itemsOf, type Program } from './program.ts';
import { measuringBy } from './queued.ts';
import { subexpressions } from './segments.ts';
import { nearest } from './suggest.ts';

/** The latencies of one space that a profile holds. */
export interface DeviceSpace {
  readonly space: string;
  readonly source: 'measured' | 'imported';
  /** One line for people: machine, runtime and threads, or table and column. */
  readonly how: string;
  /** ISO 8601. */
  readonly made: string;
  readonly architectures: number;
  /** Seconds of one forward pass. */
  readonly least: number;
  readonly most: number;
}

export interface DeviceFacts {
  readonly name: string;
  /** As people see it. */
  readonly file: string;
  readonly spaces: readonly DeviceSpace[];
  /** Why the file cannot be used, a phrase. */
  readonly problem?: string;
}

export type Devices = readonly DeviceFacts[];

/** Of `latency(device: "name")`, the text that names the device. */
export function deviceOfLatency(call: CallExpr): StringExpr | undefined {
  if (call.callee.kind !== 'name' || call.callee.name !== 'latency') return undefined;
  const value = call.args.find((arg) => arg.name === undefined || arg.name.text === 'device')?.value;
  return value?.kind === 'string' ? value : undefined;
}

/** Devices that experiments on the space ask for and a profile knows its architectures on. */
export function profiledDevices(program: Program, space: string): string[] {
  const known = (program.devices ?? []).filter(({ spaces }) => spaces.some((each) => each.space === space));
  if (known.length === 0) return [];
  const asked = itemsOf(program, 'experiment').flatMap(({ item, file }) => {
    if (fieldOf(item, 'space') !== space) return [];
    const { evaluator } = measuringBy(program, fieldOf(item, 'evaluator'), file, []);
    const names = askedBy(item).map(({ value }) => value);
    return evaluator === undefined ? names : names.filter((name) => !measures(evaluator, name));
  });
  return [...new Set(asked)].filter((name) => known.some((each) => each.name === name));
}

function fieldOf({ members }: ExperimentItem, key: string): string | undefined {
  const found = members.find((member) => member.kind === 'field' && member.key.text === key);
  return found?.kind === 'field' && found.value.kind === 'name' ? found.value.name : undefined;
}

/** Devices that the experiment asks for, which neither its evaluator measures nor a profile knows. */
export function checkDevices(
  devices: Devices,
  item: ExperimentItem,
  space: string | undefined,
  evaluator: Configured,
  file: string,
  diagnostics: Diagnostic[],
): void {
  for (const text of askedBy(item)) {
    if (text.value === '' || measures(evaluator, text.value)) continue;
    const name = text.value;
    const found = devices.find((each) => each.name === name);
    const why = found === undefined ? undefined : whyUseless(found, space);
    if (found !== undefined && why === undefined) continue;
    const suggestion =
      found === undefined
        ? nearest(
            name,
            devices.map((each) => each.name),
          )
        : undefined;
    const inside = { start: text.span.start + 1, end: text.span.end - 1 };
    const parameters = {
      name,
      why: why ?? `it has no profile, which "hnas device measure --name ${name}" makes`,
      ...(suggestion === undefined ? {} : { suggestion }),
    };
    const fixes =
      suggestion === undefined
        ? {}
        : { fixes: [{ title: `Change to "${suggestion}"`, edits: [{ file, span: inside, newText: suggestion }] }] };
    diagnostics.push(diagnostic('device-unknown', { file, span: text.span }, parameters, fixes));
  }
}

function whyUseless({ file, problem, spaces }: DeviceFacts, space: string | undefined): string | undefined {
  if (problem !== undefined) return `${file} ${problem}`;
  if (space === undefined || spaces.some((each) => each.space === space)) return undefined;
  const known = spaces.map((each) => each.space).join(', ') || 'none';
  return `${file} has none of space ${space}, only of ${known}`;
}

/** What is no list or record is told when the experiment starts. */
function measures(evaluator: Configured, device: string): boolean {
  const { kind, options } = evaluator;
  if (kind === 'command') return reportedBy(evaluator)?.includes(`latency(${device})`) ?? true;
  const columns = options['latency'];
  return kind === 'table' && typeof columns === 'object' && Object.hasOwn(columns, device);
}

const askedBy = (item: ExperimentItem): StringExpr[] =>
  item.members.flatMap((member) => {
    if (member.kind === 'objective') return latenciesIn(member.value);
    return member.kind === 'require' ? latenciesIn(member.condition) : [];
  });

function latenciesIn(expr: Expr): StringExpr[] {
  const own = expr.kind === 'call' ? deviceOfLatency(expr) : undefined;
  return own === undefined ? subexpressions(expr).flatMap(latenciesIn) : [own];
}

/** Hover on `latency(device: "name")`: what the profile of the device holds. */
import { deviceOfLatency, type DeviceFacts, type DeviceSpace } from '../../semantics/devices.ts';
import type { Program } from '../../semantics/program.ts';
import type { CallExpr } from '../../syntax/ast.ts';
import { grouped, milliseconds } from '../facts/numbers.ts';
import type { Hover } from '../hover.ts';
import type { TreeNode } from '../locate.ts';
import { paragraphs } from './markdown.ts';

/** `nodes` lie around the offset, outermost first. Undefined where no device is asked for, or nobody looked for profiles. */
export function hoverDevice(program: Program, nodes: readonly TreeNode[], offset: number): Hover | undefined {
  const call = nodes.findLast((node) => node.kind === 'call') as CallExpr | undefined;
  const text = call && deviceOfLatency(call);
  if (call === undefined || text === undefined || program.devices === undefined) return undefined;
  const isAt = (span: { readonly start: number; readonly end: number }): boolean =>
    span.start <= offset && offset <= span.end;
  if (!isAt(text.span) && !isAt(call.callee.span)) return undefined;
  const found = program.devices.find(({ name }) => name === text.value);
  const markdown = found === undefined ? `No profile of device \`${text.value}\` is there.` : describeDevice(found);
  return { span: text.span, markdown };
}

function describeDevice({ name, file, spaces, problem }: DeviceFacts): string {
  const head = `Profile of device \`${name}\`: ${file}`;
  if (problem !== undefined) return `${head} ${problem}.`;
  return paragraphs(`${head}.`, spaces.map(describeSpace).join('\n'));
}

function describeSpace({ space, source, how, made, architectures, least, most }: DeviceSpace): string {
  const range = least === most ? milliseconds(least) : `${milliseconds(least)} to ${milliseconds(most)}`;
  return `- \`${space}\`: ${grouped(architectures)} architectures ${source}, ${range} ms; ${how}, ${made.slice(0, 10)}`;
}

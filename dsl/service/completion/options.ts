/** Proposals of kinds, their options and the values of these, and of devices. */
import { kinds } from '../../semantics/kinds.ts';
import type { Program } from '../../semantics/program.ts';
import type { Span } from '../../syntax/ast.ts';
import { walk, type TreeNode } from '../locate.ts';
import { optionsOf, type OptionDoc, type OptionGroup } from '../facts/options.ts';
import { wordDoc } from '../facts/words.ts';
import { code } from '../hover/markdown.ts';
import type { Proposal } from './item.ts';
import type { OptionsHere } from './place.ts';

export function proposeKinds(group: OptionGroup, span: Span): Proposal[] {
  return kinds[group].map((label) => {
    const detail = wordDoc(label);
    return { label, kind: 'option-kind', ...(detail === undefined ? {} : { detail }), group: 0, span };
  });
}

/** Those that are not given yet. */
export function proposeOptions({ group, type, given }: OptionsHere, span: Span): Proposal[] {
  return optionsOf(group, type)
    .filter(({ name }) => !given.includes(name))
    .map((option, i) => ({
      ...{ label: option.name, kind: 'key', detail: option.doc, group: i, span },
      ...{ insert: `${option.name}: ${insertOf(option)}`, snippet: true },
    }));
}

const insertOf = ({ insert, values }: OptionDoc): string =>
  insert ?? (values === undefined ? '$0' : `\${1|${values.map((value) => value.replace(/[,|]/g, '\\$&')).join(',')}|}`);

export function proposeOptionValues({ group, type }: OptionsHere, name: string, span: Span): Proposal[] {
  const option = optionsOf(group, type).find((each) => each.name === name);
  return (option?.values ?? []).map((label, i) => ({ label, kind: 'alternative', detail: name, group: i, span }));
}

export function documentOption({ group, type }: OptionsHere, label: string): string | undefined {
  const option = optionsOf(group, type).find(({ name }) => name === label);
  if (option === undefined) return undefined;
  const values =
    option.values === undefined ? '' : `\n\nOne of ${option.values.map((each) => `\`${each}\``).join(', ')}.`;
  return `${code(`${group} ${type} { ${label}: ... }`)}\n\n${option.doc}${values}`;
}

/** Devices that have a profile, those that the tables of the program have latencies of, and those that other requests name. */
export function proposeDevices(program: Program, span: Span): Proposal[] {
  const found = new Map<string, string>();
  for (const { name, problem, spaces } of program.devices ?? [])
    found.set(
      name,
      problem === undefined ? `profile of ${spaces.map(({ space }) => space).join(', ')}` : `its profile ${problem}`,
    );
  for (const { ast, text } of program.files.values()) {
    for (const item of ast.items) {
      if (item.kind === 'evaluator') {
        const latency = item.options?.entries.find(({ key }) => key.text === 'latency')?.value;
        for (const { key } of latency?.kind === 'record' ? latency.entries : [])
          found.set(key.text, `measured by ${item.name.text}`);
      }
      if (!text.slice(item.span.start, item.span.end).includes('device')) continue;
      walk(item, (node) => {
        const named = deviceOf(node, text, span);
        if (named !== undefined && !found.has(named)) found.set(named, 'named in this program');
        return true;
      });
    }
  }
  return [...found].map(([label, detail], group) => ({ label, kind: 'alternative', detail, group, span }));
}

/** Of an argument `device: "edgegpu"`, but for the one at the cursor. */
function deviceOf(node: TreeNode, text: string, at: Span): string | undefined {
  if (!('name' in node) || !('value' in node) || (node.span.start <= at.start && at.start <= node.span.end))
    return undefined;
  return /^device\s*:\s*"([^"]+)"$/.exec(text.slice(node.span.start, node.span.end))?.[1];
}

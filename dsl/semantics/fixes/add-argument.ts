/** A parameter without a default gets a value of its type, to be changed. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import type {
  BlockItem,
  CallExpr,
  CellItem,
  NameExpr,
  Item,
  OpItem,
  Parameter,
  SpaceMember,
} from '../../syntax/ast.ts';
import { prelude, visibleFiles, type Program } from '../program.ts';
import { editing, inserting, nodesAround, textOf, type Fix } from './fix.ts';

const values: Readonly<Record<string, string>> = {
  ...{ int: '1', float: '1', number: '1', bool: 'false', string: '""', list: '[]' },
  ...{ activation: 'relu', op: 'relu', block: 'relu' },
};

export const addArgument: Fix = (found, file, program) => {
  const parameters = parametersOf(found, 'missing-argument');
  const callee = /"(\w+)"/.exec(parameters?.of ?? '')?.[1];
  const type = callee && parameterOf(program, file.file, callee, parameters?.name ?? '')?.type?.text;
  if (parameters === undefined || callee === undefined) return undefined;
  const argument = `${parameters.name}: ${values[type ?? ''] ?? '1'}`;
  const title = `Add the argument ${argument}`;
  const step = nodesAround(file, found.span).findLast((node) => node.kind === 'call' || node.kind === 'name') as
    CallExpr | NameExpr | undefined;
  if (step?.kind === 'name') return editing(title, file, step.span, `${textOf(file, step)}(${argument})`);
  const last = step?.args.at(-1);
  if (step === undefined) return undefined;
  if (last !== undefined) return inserting(title, file, last.span.end, `, ${argument}`);
  return inserting(title, file, step.span.end - 1, argument);
};

type Callable = OpItem | BlockItem | CellItem;

const isCallable = (item: Item | SpaceMember): item is Callable =>
  item.kind === 'op' || item.kind === 'block' || item.kind === 'cell';

/** Of the first declaration of this name, as far as a search by name tells; copies have the parameters of what they copy. */
function parameterOf(program: Program, file: string, callee: string, name: string): Parameter | undefined {
  const sources = [...visibleFiles(program, file).map(({ ast }) => ast), prelude().value];
  const items = sources.flatMap((ast) => ast.items);
  const members = items.flatMap((item): readonly SpaceMember[] => (item.kind === 'space' ? item.members : []));
  const callables = [...members, ...items].filter(isCallable);
  let at = callables.find((each) => each.name.text === callee);
  for (let hop = 0; hop < 16 && at !== undefined && at.kind !== 'op' && at.copyOf?.callee.kind === 'name'; hop++) {
    const { name: original } = at.copyOf.callee;
    at = callables.find((each) => each.name.text === original);
  }
  return at?.params.find((each) => each.name.text === name);
}

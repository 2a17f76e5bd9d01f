/** Call hierarchy. */
import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type Position,
} from 'vscode-languageserver';
import { PRELUDE_FILE, type Program } from '../../dsl/semantics/program.ts';
import { callItemAt, incomingCalls, outgoingCalls, type CallItem } from '../../dsl/service/call-hierarchy.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { textOf } from '../../dsl/service/signature.ts';
import { offsetOf, PRELUDE_URI, rangeIn, uriOf, type OpenFile } from '../locate.ts';

const kinds: Readonly<Record<CallItem['kind'], SymbolKind>> = {
  ...{ op: SymbolKind.Function, block: SymbolKind.Class, cell: SymbolKind.Class, space: SymbolKind.Namespace },
  ...{ arch: SymbolKind.Constant, experiment: SymbolKind.Event, opset: SymbolKind.Enum },
  ...{ let: SymbolKind.Constant, param: SymbolKind.Variable },
};

export function prepareCalls({ program, file, lines }: OpenFile, position: Position): CallHierarchyItem[] | null {
  const found = callItemAt(program, file, offsetOf(lines, position));
  return found === undefined ? null : [protocolItem(program, found)];
}

/** `served` says whether the client can open the operator library; without that it is left out. */
export function callsTo(
  item: CallHierarchyItem,
  programs: readonly Program[],
  served: boolean,
): CallHierarchyIncomingCall[] {
  const target = known(item, programs);
  if (target === undefined) return [];
  return incomingCalls(programs, target.found).flatMap(({ item: from, uses }) => {
    const home = homeOf(from.file, programs);
    if (home === undefined || (from.file === PRELUDE_FILE && !served)) return [];
    return [{ from: protocolItem(home, from), fromRanges: uses.map((span) => rangeIn(home, from.file, span)) }];
  });
}

export function callsFrom(
  item: CallHierarchyItem,
  programs: readonly Program[],
  served: boolean,
): CallHierarchyOutgoingCall[] {
  const source = known(item, programs);
  if (source === undefined) return [];
  const { program, found } = source;
  return outgoingCalls(program, found).flatMap(({ item: to, uses }) =>
    to.file === PRELUDE_FILE && !served
      ? []
      : [{ to: protocolItem(program, to), fromRanges: uses.map((span) => rangeIn(program, found.file, span)) }],
  );
}

const protocolItem = (program: Program, { kind, name, file, span, whole }: CallItem): CallHierarchyItem => ({
  name,
  kind: kinds[kind],
  detail: kind,
  uri: uriOf(file),
  range: rangeIn(program, file, whole),
  selectionRange: rangeIn(program, file, span),
});

const homeOf = (file: string, programs: readonly Program[]): Program | undefined =>
  file === PRELUDE_FILE ? programs[0] : programs.find(({ files }) => files.has(file));

/** What an item that the client sends back means now: whatever stands at its name. */
function known(
  { uri, selectionRange }: CallHierarchyItem,
  programs: readonly Program[],
): { program: Program; found: CallItem } | undefined {
  const file = uri === PRELUDE_URI ? PRELUDE_FILE : uri;
  const program = homeOf(file, programs);
  if (program === undefined) return undefined;
  const found = callItemAt(program, file, offsetOf(new LineMap(textOf(program, file)), selectionRange.start));
  return found && { program, found };
}

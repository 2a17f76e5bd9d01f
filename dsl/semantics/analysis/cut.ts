/**
 * A space cut out of its program: itself and the declarations that its text mentions, in a program of their own whose positions do not
 * change when the text around them does. What is found out about it can therefore be kept from one version of a document to the next,
 * and holds nothing of the versions that are gone.
 */
import { parse } from '../../syntax/parser.ts';
import { MAX_ERRORS } from '../../syntax/limits.ts';
import type { Item, SourceFile, SpaceItem } from '../../syntax/ast.ts';
import type { Declaration } from '../environment.ts';
import type { ExpansionCache } from '../operators.ts';
import { visibleFiles, type Program, type ProgramFile } from '../program.ts';
import { rebased } from './rebase.ts';
import type { Segment } from './relocation.ts';

/** An item of the program that belongs to a cut. */
export interface Piece {
  readonly file: string;
  readonly item: Item;
  readonly text: string;
}

export interface Cut {
  /** Equal keys mean equal cuts, wherever they stand. */
  readonly key: string;
  /** By file, in the order of the text. */
  readonly pieces: readonly Piece[];
  /** Whether a syntax error touches one of them. */
  readonly broken: boolean;
}

/** What the cuts of one program share. */
export interface Sources {
  readonly program: Program;
  /** The files that a file sees, and the values that each file declares, by name. */
  visible(file: string): readonly ProgramFile[];
  values(file: string): ReadonlyMap<string, Declaration>;
  /** What tells an item's tree from the one that its text has when nothing is wrong: '' where that is what it is. */
  damage(file: string, item: Item): string;
}

export function sourcesOf(program: Program): Sources {
  const visible = new Map<string, readonly ProgramFile[]>();
  const values = new Map<string, Map<string, Declaration>>();
  const damaged = new Map<string, (item: Item) => boolean>();
  const trees = new Map<Item, string>();
  const sources: Sources = {
    program,
    visible: (file) => memo(visible, file, () => visibleFiles(program, file)),
    values: (file) => memo(values, file, () => valuesOf(program.files.get(file)?.ast)),
    damage: (file, item) =>
      memo(trees, item, () =>
        memo(damaged, file, () => damageOf(program, file))(item) ? treeUnlessSound(program, file, item) : '',
      ),
  };
  return sources;
}

function memo<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

function valuesOf(ast: SourceFile | undefined): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const item of ast?.items ?? []) {
    if (isDeclaration(item) && item.name.text !== '' && !found.has(item.name.text)) found.set(item.name.text, item);
  }
  return found;
}

const DECLARATIONS: ReadonlySet<string> = new Set(['cell', 'block', 'op', 'opset', 'param', 'let']);
const isDeclaration = (item: Item): item is Declaration => DECLARATIONS.has(item.kind);

/** Syntax errors from the end of the item before to the beginning of the one after may have changed an item's tree. */
function damageOf(program: Program, file: string): (item: Item) => boolean {
  const offsets = program.diagnostics
    .filter((found) => found.file === file && found.severity === 'error' && !found.code.includes('import'))
    .map((found) => found.span.start);
  if (offsets.length === 0) return () => false;
  // What is beyond the limit is not reported.
  if (offsets.length >= MAX_ERRORS) return () => true;
  const items = program.files.get(file)?.ast.items ?? [];
  const extents = new Map(
    items.map((item, i) => [
      item,
      { from: items[i - 1]?.span.end ?? 0, to: items[i + 1]?.span.start ?? Number.MAX_SAFE_INTEGER },
    ]),
  );
  return (item) => {
    const extent = extents.get(item);
    return extent === undefined || offsets.some((offset) => offset >= extent.from && offset <= extent.to);
  };
}

/** An error beside an item, such as a stray bracket, often leaves the item as it was. */
function treeUnlessSound(program: Program, file: string, item: Item): string {
  const text = (program.files.get(file)?.text ?? '').slice(item.span.start, item.span.end);
  const tree = bare(rebased(item, -item.span.start));
  const { value, diagnostics } = parse(text, file);
  return diagnostics.length === 0 && value.items.length === 1 && bare(value.items[0]) === tree ? '' : tree;
}

/** Without documentation, part of which stands before an item. */
function bare(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => (key === 'doc' ? undefined : value));
}

/**
 * `whole`: with everything that is visible, for messages that suggest names; otherwise with what the text mentions, directly or through
 * what it mentions.
 */
export function cutSpace(sources: Sources, space: SpaceItem, file: string, whole: boolean): Cut {
  const found = new Map<Item, string>([[space, file]]);
  if (whole) {
    for (const each of sources.visible(file))
      for (const item of sources.values(each.file).values()) found.set(item, each.file);
  } else if (sources.visible(file).some((each) => sources.values(each.file).size > 0)) follow(sources, found);
  const files = new Set(found.values());
  const pieces: Piece[] = [];
  let key = '';
  let broken = false;
  for (const each of sources.visible(file)) {
    if (!files.has(each.file)) continue;
    if (files.size > 1)
      key += `${sources
        .visible(each.file)
        .map((other) => other.file)
        .join('\u0001')}\u0002`;
    for (const item of each.ast.items) {
      if (found.get(item) !== each.file) continue;
      const text = each.text.slice(item.span.start, item.span.end);
      const damage = sources.damage(each.file, item);
      pieces.push({ file: each.file, item, text });
      broken ||= damage !== '';
      key += `${each.file}\u0001${item === space ? 'space' : ''}\u0001${text}\u0001${damage}\u0002`;
    }
  }
  return { key, pieces, broken };
}

/** Adds what the items found so far mention. A word is a mention wherever it stands: too much does no harm. */
function follow(sources: Sources, found: Map<Item, string>): void {
  for (const [item, file] of found) {
    const visible = sources.visible(file);
    const text = (visible[0]?.text ?? '').slice(item.span.start, item.span.end);
    for (const word of new Set(text.match(/[A-Za-z_]\w*/g))) {
      for (const each of visible) {
        const declared = sources.values(each.file).get(word);
        if (declared === undefined) continue;
        found.set(declared, each.file);
        break;
      }
    }
  }
}

/** The cut as a program of its own, with the segments of its texts in the order of the pieces. */
export function programOfCut(
  { pieces }: Cut,
  space: SpaceItem,
  sources: Sources,
  expansions: ExpansionCache,
): { program: Program; item: SpaceItem; segments: readonly Segment[] } {
  const files = new Map<string, ProgramFile>();
  const segments: Segment[] = [];
  let home = '';
  let own: SpaceItem | undefined;
  for (const { file, item, text } of pieces) {
    const before = files.get(file)?.text ?? '';
    const copy = rebased(item, before.length - item.span.start);
    segments.push({ file, start: before.length, end: before.length + text.length });
    if (item === space) {
      own = copy as SpaceItem;
      home = file;
    }
    const items = [...(files.get(file)?.ast.items ?? []), copy];
    const all = `${before}${text}\n\n`;
    const imports = sources.program.files.get(file)?.imports ?? [];
    files.set(file, { file, text: all, ast: { items, span: { start: 0, end: all.length } }, imports });
  }
  // A file between two others is seen through even where nothing of it is used.
  for (const each of sources.visible(home)) {
    if (!files.has(each.file))
      files.set(each.file, { ...each, text: '', ast: { items: [], span: { start: 0, end: 0 } } });
  }
  if (own === undefined) throw new Error('a space belongs to its own cut');
  return { program: { entry: home, files, diagnostics: [], expansions }, item: own, segments };
}

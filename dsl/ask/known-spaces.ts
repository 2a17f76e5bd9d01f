/** Spaces that are there already: what they take and give, what they are made of, and how experiments measure them. */
import { itemsOf, type Program } from '../semantics/program.ts';
import type { ExperimentItem, Expr, SpaceItem, TypeExpr } from '../syntax/ast.ts';
import type { Feature } from './fact.ts';
import { published } from './published.ts';

export interface KnownSpace {
  readonly name: string;
  readonly program: Program;
  /** The file to import, as seen from the document; missing where the document sees the space already. */
  readonly path?: string;
  /** Missing where decisions are in the shape. */
  readonly shape?: { readonly channels: number; readonly height: number; readonly width: number };
  readonly classes?: number;
  readonly has: ReadonlySet<Feature>;
  /** The published space of this name, if it is one. */
  readonly published?: keyof typeof published;
  readonly used?: Used;
}

/** How the first experiment on a space measures it. */
export interface Used {
  readonly dataset?: string;
  readonly evaluator?: string;
  readonly evaluatorKind?: string;
  readonly predictor?: string;
  /** Devices whose latencies the evaluator knows. */
  readonly devices: readonly string[];
}

export function spacesOf(program: Program, path?: string): readonly KnownSpace[] {
  return itemsOf(program, 'space').flatMap(({ item, file }) => {
    const name = item.name.text;
    // Who imports a space imports the file that declares it.
    if (path !== undefined && file !== program.entry) return [];
    if (name === '' || !item.members.some(({ kind }) => kind === 'network')) return [];
    const { span } = item;
    const text = program.files.get(file)?.text.slice(span.start, span.end) ?? '';
    const shape = shapeOf(item);
    const classes = classesOf(item);
    const used = path === undefined ? usedBy(program, name) : undefined;
    const known = publishedNames.get(name);
    return [
      {
        name,
        program,
        has: featuresOf(text),
        ...(path === undefined ? {} : { path }),
        ...(shape === undefined ? {} : { shape }),
        ...(classes === undefined ? {} : { classes }),
        ...(known === undefined ? {} : { published: known }),
        ...(used === undefined ? {} : { used }),
      },
    ];
  });
}

const spaceName = (text: string): string => /\bspace (\w+)/.exec(text)?.[1] ?? '';
const publishedNames = new Map(
  Object.entries(published).map(([id, text]) => [spaceName(text), id as keyof typeof published]),
);

const signs: Readonly<Record<Feature, RegExp>> = {
  attention: /\b(?:attention|transformer_layer)\b/,
  convolution: /conv|bottleneck|basicblock|resblock/,
  pooling: /\b(?:max|avg)pool/,
  depthwise: /\b(?:dwconv|sepconv|dilconv|mbconv)/,
  squeeze_excite: /\bsqueeze_excite\b|\bse: (?!false\b)/,
  residual: /\b(?:residual|skip|resblock|basicblock|bottleneck|mbconv|transformer_layer)\b/,
  dropout: /\bdropout\b/,
  batchnorm: /batchnorm|_bn\b|_bn_|mbconv|resblock|basicblock|bottleneck|sepconv|dilconv/,
  large_kernels: /conv[57]x[57]|conv1x7|\bk: (?:[5-9]|choice \[[^\]]*[5-9])|param k = choice \[[^\]]*[5-9]/,
};

export const featuresOf = (text: string): ReadonlySet<Feature> =>
  new Set((Object.keys(signs) as Feature[]).filter((feature) => signs[feature].test(text)));

function sizes(type: TypeExpr): readonly (number | undefined)[] {
  return type.dimensions.map((arg) => (arg.kind === 'number' ? arg.value : undefined));
}

function shapeOf(item: SpaceItem): KnownSpace['shape'] {
  const input = item.members.find((member) => member.kind === 'input');
  if (input === undefined || input.type.name.text !== 'image') return undefined;
  const [channels, height, width] = sizes(input.type);
  return channels === undefined || height === undefined || width === undefined
    ? undefined
    : { channels, height, width };
}

function classesOf(item: SpaceItem): number | undefined {
  const output = item.members.find((member) => member.kind === 'output');
  return output === undefined ? undefined : sizes(output.type)[0];
}

const nameIn = (item: ExperimentItem, key: string): string | undefined => {
  const value: Expr | undefined = item.members.flatMap((member) =>
    member.kind === 'field' && member.key.text === key ? [member.value] : [],
  )[0];
  return value?.kind === 'name' ? value.name : undefined;
};

function usedBy(program: Program, space: string): Used | undefined {
  const found = itemsOf(program, 'experiment').find(({ item }) => nameIn(item, 'space') === space)?.item;
  if (found === undefined) return undefined;
  const there = (kind: 'dataset' | 'evaluator' | 'predictor'): string | undefined => {
    const name = nameIn(found, kind);
    return itemsOf(program, kind).some(({ item }) => item.name.text === name) ? name : undefined;
  };
  const [dataset, evaluator, predictor] = [there('dataset'), there('evaluator'), there('predictor')];
  const item = itemsOf(program, 'evaluator').find((each) => each.item.name.text === evaluator)?.item;
  const latency = item?.options?.entries.find(({ key }) => key.text === 'latency')?.value;
  return {
    devices: latency?.kind === 'record' ? latency.entries.map(({ key }) => key.text) : [],
    ...(dataset === undefined ? {} : { dataset }),
    ...(evaluator === undefined ? {} : { evaluator }),
    ...(item === undefined ? {} : { evaluatorKind: item.type.text }),
    ...(predictor === undefined ? {} : { predictor }),
  };
}

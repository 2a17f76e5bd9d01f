/** The space that a request is about: one that is there, a published one, or one written for it; and whether anything in it keeps the bounds. */
import { itemsOf, programOf } from '../semantics/program.ts';
import type { Feature } from './fact.ts';
import {
  generate,
  generatedNames,
  inherent,
  patchOf,
  possible,
  type Generated,
  type Scale,
  type Shape,
} from './generated.ts';
import { featuresOf, type KnownSpace } from './known-spaces.ts';
import { published } from './published.ts';
import { bestScale, bounded, DRAWS, share } from './share.ts';
import type { Wishes } from './wishes.ts';

export interface Subject {
  readonly name: string;
  /** To be written; missing where the space is there. */
  readonly text?: string;
  readonly known?: KnownSpace;
  /** The published space, as it was published: its tables of measured architectures may be used. */
  readonly published?: keyof typeof published;
  readonly shape: Shape;
  readonly assumed: readonly string[];
  readonly contradictions: readonly string[];
}

/** `shape`: what the request and its data say, with what is assumed; `firm` whether anything of it was said. */
export function chooseSubject(
  wishes: Wishes,
  shape: Shape,
  firm: { readonly image: boolean; readonly classes: boolean },
  spaces: readonly KnownSpace[],
  taken: ReadonlySet<string>,
): Subject {
  const named =
    spaces.find(({ name, path }) => name === wishes.space && path === undefined) ??
    spaces.find(({ name }) => name === wishes.space);
  if (named !== undefined) return ofKnown(named, wishes, shape, firm);
  const { family } = wishes;
  const isGenerated = (id: string | undefined): id is Generated => id !== undefined && id in generatedNames;
  if (family !== undefined && !isGenerated(family)) {
    const there = spaces.find(
      (space) => space.published === family && misfit(space, wishes, shape, firm) === undefined,
    );
    return there === undefined ? ofPublished(family, wishes, shape, firm, taken) : ofKnown(there, wishes, shape, firm);
  }
  const reasons: string[] = [];
  if (family === undefined)
    // Spaces of other files are searched where they are named, and not by chance.
    for (const space of spaces.filter(({ path }) => path === undefined)) {
      const why =
        misfit(space, wishes, shape, firm) ??
        (share(space.program, space.name, wishes.bounds) === 0
          ? `none of ${DRAWS} architectures drawn from it keeps ${bounded(wishes.bounds)}`
          : undefined);
      if (why === undefined)
        return {
          ...ofKnown(space, wishes, shape, firm),
          assumed: [`the space is ${space.name}, which is there and fits`, ...reasons],
        };
      reasons.push(`${space.name} is not searched: ${why}`);
    }
  return ofGenerated(wishes, shape, reasons, taken);
}

function ofKnown(
  known: KnownSpace,
  wishes: Wishes,
  shape: Shape,
  firm: { readonly image: boolean; readonly classes: boolean },
): Subject {
  const why = misfit(known, wishes, shape, firm);
  const own: Shape = {
    channels: known.shape?.channels === 1 ? 1 : 3,
    height: known.shape?.height ?? shape.height,
    width: known.shape?.width ?? shape.width,
    classes: known.classes ?? shape.classes,
  };
  const none =
    share(known.program, known.name, wishes.bounds) === 0
      ? [`none of ${DRAWS} architectures drawn from ${known.name} keeps ${bounded(wishes.bounds)}`]
      : [];
  return {
    name: known.name,
    known,
    ...(known.published === undefined ? {} : { published: known.published }),
    shape: own,
    assumed: [],
    contradictions: [...(why === undefined ? [] : [`${known.name} is named, but ${why}`]), ...none],
  };
}

/** Why a space is not what was asked for; undefined where it is, as far as can be told. */
function misfit(
  space: KnownSpace,
  wishes: Wishes,
  asked: Shape,
  firm: { readonly image: boolean; readonly classes: boolean },
): string | undefined {
  const has = [...wishes.without].find((feature) => space.has.has(feature));
  if (has !== undefined) return `it has ${say(has)}`;
  if (wishes.notSpaces.has(space.name) || (space.published !== undefined && wishes.notFamilies.has(space.published)))
    return 'it is ruled out';
  const lacks = [...wishes.wanted].find((feature) => !space.has.has(feature));
  if (lacks !== undefined) return `it has no ${say(lacks)}`;
  const { shape, classes } = space;
  if (firm.classes && classes !== undefined && classes !== asked.classes)
    return `it tells ${classes} classes apart, not ${asked.classes}`;
  if (
    firm.image &&
    shape !== undefined &&
    (shape.height !== asked.height || shape.width !== asked.width || shape.channels !== asked.channels)
  )
    return `it takes ${shape.channels}x${shape.height}x${shape.width} images, not ${asked.channels}x${asked.height}x${asked.width}`;
  return undefined;
}

const say = (feature: Feature): string => feature.replace('_', ' ');

function ofPublished(
  id: keyof typeof published,
  wishes: Wishes,
  shape: Shape,
  firm: { readonly image: boolean; readonly classes: boolean },
  taken: ReadonlySet<string>,
): Subject {
  // What stands beside the space, as an `arch` of it, is left out.
  const original = published[id].replace(/^arch .*$\n?/gm, '');
  const program = programOf(original);
  const item = itemsOf(program, 'space')[0]?.item;
  const name = item?.name.text ?? '';
  const [channels = 3, height = 32, width = 32] = /input image\[(\d+), (\d+), (\d+)\]/
    .exec(original)
    ?.slice(1)
    .map(Number) ?? [3, 224, 224];
  const classes = Number(/output logits\[(\d+)\]/.exec(original)?.[1] ?? 10);
  const own: Shape = { channels: channels === 1 ? 1 : 3, height, width, classes };
  const decided = /input image\[\d+, \w*[a-z]/.test(original);
  const wished: Shape = {
    ...own,
    ...(firm.image ? { channels: shape.channels, height: shape.height, width: shape.width } : {}),
    ...(firm.classes ? { classes: shape.classes } : {}),
  };
  const patch = Number(/patchify\(size: (\d+)/.exec(original)?.[1] ?? 1);
  const cut = wished.height % patch === 0 && wished.width % patch === 0;
  const target = cut ? wished : { ...wished, height: own.height, width: own.width };
  // Training takes images of one size.
  const trained = decided && wishes.evaluator !== 'table' && !wishes.bounds.some(({ metric }) => metric === 'latency');
  const changed = trained || JSON.stringify(target) !== JSON.stringify(own);
  let text = original;
  if (changed) {
    text = text
      .replace(/^\s*param resolution = .*\n/m, '')
      .replace(/input image\[[^\]]*\]/, `input image[${target.channels}, ${target.height}, ${target.width}]`)
      .replace(/output logits\[\d+\]/, `output logits[${target.classes}]`)
      .replace(new RegExp(`linear\\(out: ${classes}\\)`), `linear(out: ${target.classes})`);
  }
  const free = freeName(name, taken);
  text = text.replace(new RegExp(`\\bspace ${name}\\b`), `space ${free}`);
  const has = featuresOf(text);
  const clash = [...wishes.without]
    .filter((feature) => has.has(feature))
    .map((feature) => `${name} has ${say(feature)}, which is ruled out`);
  if (!cut)
    clash.push(
      `${name} cuts images into patches of ${patch} pixels, which ${wished.width}x${wished.height} are not made of; ${own.width}x${own.height} are taken`,
    );
  const none =
    share(programOf(text), free, wishes.bounds) === 0
      ? [`none of ${DRAWS} architectures drawn from ${name} keeps ${bounded(wishes.bounds)}`]
      : [];
  return {
    name: free,
    text,
    ...(changed ? {} : { published: id }),
    shape: target,
    assumed: [
      ...(changed
        ? [
            `${name} is written for ${target.channels}x${target.height}x${target.width} images and ${target.classes} classes: what was measured of the published space does not hold for it`,
          ]
        : []),
      ...(decided && !changed ? [`${name} decides the resolution of images itself`] : []),
    ],
    contradictions: [...clash, ...none],
  };
}

function ofGenerated(wishes: Wishes, shape: Shape, reasons: readonly string[], taken: ReadonlySet<string>): Subject {
  const { family, without, wanted, device } = wishes;
  const wants = (id: Generated): boolean => [...wanted].every((feature) => possible[id].includes(feature));
  const allowed = (id: Generated): boolean =>
    !inherent[id].some((feature) => without.has(feature)) &&
    !wishes.notFamilies.has(id) &&
    (id !== 'transformer' || patchOf(shape) !== undefined);
  const small = wishes.objectives.some((each) => each.kind === 'speed' || each.direction === 'minimize');
  const likely =
    device?.family === 'mobile' || (small && device?.family === undefined)
      ? (['mobile', 'convnet', 'transformer'] as const)
      : (['convnet', 'mobile', 'transformer'] as const);
  const asked = family as Generated | undefined;
  const order = asked === undefined ? likely : [asked];
  const fits = order.find((id) => allowed(id) && wants(id)) ?? order.find(allowed) ?? order[0];
  const contradictions: string[] = [];
  const clash = inherent[fits].filter((feature) => without.has(feature));
  if (clash.length > 0)
    contradictions.push(
      `${article(fits)} has ${clash.map(say).join(' and ')}, which ${clash.length > 1 ? 'are' : 'is'} ruled out`,
    );
  const lacks = [...wanted].filter((feature) => !possible[fits].includes(feature));
  if (lacks.length > 0)
    contradictions.push(
      `the space that is written has no ${lacks.map(say).join(' and no ')}: ${article(fits)} has no place for it`,
    );
  if (fits === 'transformer' && patchOf(shape) === undefined)
    contradictions.push(
      `images of ${shape.width}x${shape.height} pixels cannot be cut into squares of 2, 4, 7, 8 or 16`,
    );
  const name = freeName(generatedNames[fits], taken);
  const write = (scale: Scale): string =>
    generate(fits, { shape, scale, without, wanted }).replace(/\bspace \w+/, `space ${name}`);
  const { scale, kept } = bestScale(wishes.bounds, (each) => share(programOf(write(each)), name, wishes.bounds));
  if (kept === 0)
    contradictions.push(`none of ${DRAWS} architectures drawn from ${name} keeps ${bounded(wishes.bounds)}`);
  return {
    name,
    text: write(scale),
    shape,
    assumed: [
      ...reasons,
      asked === undefined
        ? `the space is written for the request: ${words[fits]}`
        : `the space is written for the request, widths to go with its bounds`,
    ],
    contradictions,
  };
}

const words: Readonly<Record<Generated, string>> = {
  mobile: 'inverted bottlenecks, which are small and quick',
  convnet: 'plain convolutions in stages',
  transformer: 'a vision transformer',
};
const article = (family: Generated): string =>
  ({
    mobile: 'a space of inverted bottlenecks',
    convnet: 'a space of convolutions',
    transformer: 'a space of transformers',
  })[family];

export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name}${n}`)) return `${name}${n}`;
}

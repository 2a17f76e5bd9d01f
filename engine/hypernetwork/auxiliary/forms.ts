/**
 * How the operators of a space appear in a generated network: as one of a few forms, each with a weight head of its own where it has weights. Forms
 * are read from an operator's primitives, so a user's own operators have one too.
 */
import type { Expansion } from '../../../dsl/graph/network.ts';
import { activations } from '../../../dsl/graph/primitives/activation.ts';
import { seededRandom } from '../../../dsl/random.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';

/** A kernel that a head writes: all channels to all, a channel each, or a channel each followed by all to all. */
export interface KernelForm {
  readonly kind: 'full' | 'depthwise' | 'separable';
  /** Side in pixels, odd, at most `LARGEST_KERNEL`. */
  readonly size: number;
}

/** What an operator does beside kernels. `pass`: merges, normalisations, identities; `nothing`: `none`. */
export type PlainForm = 'pass' | 'relu' | 'average' | 'maximum' | 'attention' | 'gate' | 'nothing';

export interface SpaceForms {
  /** Kernels that occur in the space, each with a head. */
  readonly kernels: readonly KernelForm[];
  /** Forms without a kernel that occur. */
  readonly plain: readonly PlainForm[];
  /** By operator: a kernel's number, or a plain form. */
  readonly ofOperator: ReadonlyMap<string, number | PlainForm>;
}

/** Generated networks see images of eight by eight pixels: larger kernels would hang over the rim on all sides. */
export const LARGEST_KERNEL = 5;

const SAMPLES = 60;
const known = new WeakMap<DecisionSpace, SpaceForms>();

export function spaceForms(space: DecisionSpace): SpaceForms {
  const found = known.get(space);
  if (found !== undefined) return found;
  const open = space.withoutCosts();
  const random = seededRandom('operator forms');
  const kernels: KernelForm[] = [];
  const ofOperator = new Map<string, number | PlainForm>();
  for (let i = 0; i < SAMPLES; i++) {
    const architecture = open.sample(random);
    if (architecture === undefined) break;
    for (const { operator, expansion } of open.network(architecture).nodes) {
      const before = ofOperator.get(operator);
      // Where shapes stand in the way an identity is an adapter: the plainest use tells what it is.
      if (before !== undefined && (before === 'pass' || expansion.nodes.length > 0)) continue;
      const form = formOf(expansion);
      if (typeof form === 'string') ofOperator.set(operator, form);
      else {
        const same = kernels.findIndex(({ kind, size }) => kind === form.kind && size === form.size);
        ofOperator.set(operator, same >= 0 ? same : kernels.push(form) - 1);
      }
    }
  }
  const plain = [...new Set(ofOperator.values())].filter((form) => typeof form === 'string').sort();
  const forms = { kernels, plain, ofOperator };
  known.set(space, forms);
  return forms;
}

/** The form of an operator with these primitives. */
export function formOf({ nodes }: Expansion): KernelForm | PlainForm {
  const ops = new Set<string>(nodes.map(({ op }) => op));
  if (ops.has('none')) return 'nothing';
  if (ops.has('attention')) return 'attention';
  const convolutions = nodes.filter(({ op }) => op === 'conv' || op === 'linear' || op === 'patchify');
  if (convolutions.length > 0) {
    if (ops.has('global_avgpool') && ops.has('multiply')) return 'gate';
    const ofChannel = convolutions.map(({ attributes }) => Number(attributes['groups'] ?? 1) > 1);
    const size = Math.max(...convolutions.map(({ attributes }) => sizeOf(attributes)));
    const kind = ofChannel.every((each) => each) ? 'depthwise' : ofChannel.some((each) => each) ? 'separable' : 'full';
    return { kind, size };
  }
  if (ops.has('avgpool')) return 'average';
  if (ops.has('maxpool')) return 'maximum';
  return nodes.some(({ op }) => Object.hasOwn(activations, op)) ? 'relu' : 'pass';
}

/** What the kernel spans, holes of dilation included, cut to an odd side. */
function sizeOf(attributes: Readonly<Record<string, number | string | boolean>>): number {
  const side = Math.max(Number(attributes['kh'] ?? 1), Number(attributes['kw'] ?? 1));
  const span = (side - 1) * Number(attributes['dilation'] ?? 1) + 1;
  return Math.min(LARGEST_KERNEL, span % 2 === 1 ? span : span - 1);
}

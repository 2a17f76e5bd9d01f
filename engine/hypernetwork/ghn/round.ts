/** One round of either form, with its inputs. */
import { input, type Tensor } from '../../compute/index.ts';
import type { Declare } from '../declare.ts';
import { attentionLayer } from './attention-layer.ts';
import { calm, gatedRound, type RoundInputs } from './encoder.ts';
import type { GhnOptions } from './options.ts';
import { kindsOf, POSITIONS, type PackedSize } from './packed.ts';

export function roundInputs(options: GhnOptions, { rows, slots }: PackedSize): RoundInputs {
  const links = [rows, slots, slots * kindsOf(options)];
  return {
    states: input('states', [rows, slots, options.hidden]),
    shares: input('shares', [rows, slots]),
    ahead: input('ahead', links),
    back: input('back', links),
    entering: input('entering', [rows * slots, rows]),
    places: input('places', [rows, POSITIONS]),
  };
}

export function roundTensor(
  given: RoundInputs,
  options: GhnOptions,
  size: PackedSize,
  round: number,
  declare: Declare,
): Tensor {
  return options.form === 'parallel'
    ? attentionLayer(given, options, size, round, calm(declare))
    : gatedRound(given, options, size, calm(declare));
}

/** Rounds with a program of their own: those of the sequential form are all alike. */
export const roundProgram = ({ form }: GhnOptions, round: number): number => (form === 'parallel' ? round : 0);

/** `hnas sample FILE#NAME`: random architectures with their hashes and costs. */
import type { Command } from 'commander';
import { seededRandom } from '../../../dsl/random.ts';
import { showCount } from '../../report/numbers.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

export function registerSample(program: Command, register: Register): void {
  register(
    program
      .command('sample')
      .summary('random architectures of a space')
      .description('Draws architectures uniformly from a space; the same seed draws the same.')
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .option('--n <count>', 'how many', wholeNumber(1, 1_000_000), 5)
      .option('--seed <seed>', 'decides the draws', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0),
    (io, [target]: [string], options: { n: number; seed: number }) => sample(target, options.n, options.seed, io),
  );
}

function sample(target: string, n: number, seed: number, io: Io): CommandResult {
  const { space } = loadSpace(target, io);
  const random = seededRandom(seed);
  const drawn = Array.from({ length: n }, () => {
    const architecture = space.sample(random);
    if (architecture === undefined) {
      throw new CommandFailure(
        1,
        'empty-space',
        `no architecture of ${space.name} was found that meets its requirements`,
      );
    }
    const { params, macs } = space.costs(architecture);
    return { text: space.text(architecture), hash: space.graphHash(architecture), params, macs };
  });
  return {
    json: { space: space.name, seed, architectures: drawn },
    text: drawn.map(
      ({ text, hash, params, macs }) =>
        `${hash}  ${showCount(params).padStart(6)} params  ${showCount(macs).padStart(6)} MACs  ${text}`,
    ),
  };
}

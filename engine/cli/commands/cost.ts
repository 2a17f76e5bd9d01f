/** `hnas cost FILE#NAME --arch TEXT`: what one architecture costs. */
import type { Command } from 'commander';
import { textNotations } from '../../../dsl/space/notations/read-notation.ts';
import { metricsOfCosts } from '../../search/metric.ts';
import { architectureFrom } from '../architecture-argument.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';

interface Options {
  readonly arch: string;
  readonly notation?: string;
}

export function registerCost(program: Command, register: Register): void {
  register(
    program
      .command('cost')
      .summary('parameters, MACs and memory of an architecture')
      .description('Prints the exact costs of one architecture: nothing is trained.')
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption(
        '--arch <text>',
        'the architecture: "{ path: alternative, ... }", the name of an arch item of the file, or a text in --notation',
      )
      .option('--notation <name>', `what --arch is written in: ${textNotations.join(', ')}`),
    (io, [target]: [string], options: Options) => cost(target, options, io),
  );
}

function cost(target: string, { arch, notation }: Options, io: Io): CommandResult {
  const { spec, space } = loadSpace(target, io);
  const architecture = architectureFrom(spec, space, arch, notation, io);
  const costs = space.costs(architecture);
  const metrics = metricsOfCosts(costs);
  return {
    json: { space: space.name, architecture: space.text(architecture), hash: space.graphHash(architecture), metrics },
    text: [
      space.text(architecture),
      `  params         ${group(costs.params)}`,
      `  MACs           ${group(costs.macs)}`,
      `  FLOPs          ${group(costs.flops)}`,
      `  weight memory  ${group(costs.weightBytes)} bytes`,
      `  memory         ${group(costs.activationBytes)} bytes (peak of live activations, batch 1)`,
      `  depth          ${costs.depth}`,
      `  hash           ${space.graphHash(architecture)}`,
    ],
  };
}

function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

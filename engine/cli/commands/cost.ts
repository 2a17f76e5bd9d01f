/** `hnas cost FILE#NAME --arch TEXT`: what one architecture costs. */
import type { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { textNotations } from '../../../dsl/space/notations/read-notation.ts';
import { latencyModel } from '../../device/latency-model.ts';
import { devicesBeside, devicesOfUser, findProfile } from '../../device/places.ts';
import { showDuration } from '../../report/numbers.ts';
import { metricsOfCosts } from '../../search/metric.ts';
import { architectureFrom } from '../architecture-argument.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { CommandFailure } from '../failure.ts';
import { loadSpace, type LoadedSpec } from '../spec.ts';

interface Options {
  readonly arch: string;
  readonly notation?: string;
  readonly latency?: string;
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
      .option('--notation <name>', `what --arch is written in: ${textNotations.join(', ')}`)
      .option('--latency <device>', "its latency on a device, by the device's profile (hnas device)"),
    (io, [target]: [string], options: Options) => cost(target, options, io),
  );
}

function cost(target: string, { arch, notation, latency: device }: Options, io: Io): CommandResult {
  const { spec, space } = loadSpace(target, io);
  const architecture = architectureFrom(spec, space, arch, notation, io);
  const costs = space.costs(architecture);
  const metrics = metricsOfCosts(costs);
  const latency = device === undefined ? undefined : latencyOn(device, spec, space, architecture, io);
  return {
    json: {
      space: space.name,
      architecture: space.text(architecture),
      hash: space.graphHash(architecture),
      metrics,
      latency: latency ?? null,
    },
    text: [
      space.text(architecture),
      `  params         ${group(costs.params)}`,
      `  MACs           ${group(costs.macs)}`,
      `  FLOPs          ${group(costs.flops)}`,
      `  weight memory  ${group(costs.weightBytes)} bytes`,
      `  memory         ${group(costs.activationBytes)} bytes (peak of live activations, batch 1)`,
      `  depth          ${costs.depth}`,
      `  hash           ${space.graphHash(architecture)}`,
      ...(latency === undefined ? [] : [`  latency        ${latencyText(latency)}`]),
    ],
  };
}

interface LatencyOn {
  readonly device: string;
  readonly seconds: number;
  /** Ends of the 80 % interval of a prediction; null where it was measured. */
  readonly low: number | null;
  readonly high: number | null;
}

function latencyOn(
  device: string,
  spec: LoadedSpec,
  space: DecisionSpace,
  architecture: Architecture,
  io: Io,
): LatencyOn {
  const found = findProfile(device, [resolve(io.cwd, devicesBeside(dirname(spec.file))), devicesOfUser()]);
  const model = 'error' in found ? found : latencyModel(found.value.profile, space);
  if ('error' in model) throw new CommandFailure(2, 'no-latency', model.error);
  const { seconds, interval } = model.value.of(architecture);
  return { device, seconds, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
}

function latencyText({ device, seconds, low, high }: LatencyOn): string {
  const how =
    low === null || high === null
      ? 'measured'
      : `predicted, 80 % within ${showDuration(low)} and ${showDuration(high)}`;
  return `${showDuration(seconds)} on ${device} (${how})`;
}

function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

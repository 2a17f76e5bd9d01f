/** `hnas doctor`: what this machine offers, why what is missing is missing, and what it would take to have it. */
import { availableParallelism, totalmem } from 'node:os';
import type { Command } from 'commander';
import { availableBackends, chosenDevice, usedBackend } from '../../compute/index.ts';
import { showCount } from '../../report/numbers.ts';
import type { CommandResult } from '../io.ts';
import type { Register } from '../register.ts';
import { versions } from '../versions.ts';

export function registerDoctor(program: Command, register: Register): void {
  register(
    program
      .command('doctor')
      .summary('what this machine offers')
      .description(
        'Shows Node, the platform, and every device that --device can name: whether it works, or why not and what it would take. ' +
          'Exit 1 where nothing can compute, or not the device that HNAS_DEVICE names.',
      ),
    doctor,
  );
}

async function doctor(): Promise<CommandResult> {
  // Before the others are tried: a name that is no device is a mistake of the asker's.
  const device = chosenDevice();
  const backends = await availableBackends();
  const machine = {
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
  const known = versions();
  const used = usedBackend(backends);
  return {
    json: {
      versions: known,
      ...machine,
      device,
      backends: backends.map((backend) => ({
        name: backend.name,
        device: backend.choice,
        available: backend.available,
        used: backend === used,
        detail: backend.detail,
        takes: backend.takes ?? null,
        version: backend.version ?? null,
      })),
      ok: used !== undefined,
    },
    text: [
      `hnas      ${known.hnas}`,
      `node      ${known.node}`,
      `sqlite    ${known.sqlite}`,
      `platform  ${machine.platform}, ${machine.cores} cores, ${showCount(machine.memoryBytes)}B memory`,
      '',
      'devices (--device NAME)',
      ...backends.flatMap((backend) => [
        `  ${backend.available ? 'ok ' : 'no '} ${backend.choice.padEnd(8)} ${backend.detail}${
          backend === used ? ` (${device === 'auto' ? 'used unless told otherwise' : 'used: HNAS_DEVICE'})` : ''
        }`,
        ...(backend.takes === undefined ? [] : [`               It takes: ${backend.takes}`]),
      ]),
      ...(used !== undefined
        ? []
        : [
            '',
            device === 'auto'
              ? 'No device can be used: networks cannot be trained here. Tables can still be searched.'
              : `HNAS_DEVICE is ${device}, which cannot be used: name another device, or none.`,
          ]),
    ],
    exit: used === undefined ? 1 : 0,
  };
}

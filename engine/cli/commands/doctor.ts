/** `hnas doctor`: what this machine offers, and why what is missing is missing. */
import { availableParallelism, totalmem } from 'node:os';
import type { Command } from 'commander';
import { availableBackends } from '../../compute/index.ts';
import { showCount } from '../../report/numbers.ts';
import type { CommandResult } from '../io.ts';
import type { Register } from '../register.ts';
import { versions } from '../versions.ts';

export function registerDoctor(program: Command, register: Register): void {
  register(
    program
      .command('doctor')
      .summary('what this machine offers')
      .description('Shows Node, the platform, and which compute backends are present, or why not. Exit 1 without any.'),
    doctor,
  );
}

async function doctor(): Promise<CommandResult> {
  const backends = await availableBackends();
  const machine = {
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
  const known = versions();
  const usable = backends.some((backend) => backend.available);
  return {
    json: {
      versions: known,
      ...machine,
      backends: backends.map(({ name, available, detail, version }) => ({
        name,
        available,
        detail,
        version: version ?? null,
      })),
      ok: usable,
    },
    text: [
      `hnas      ${known.hnas}`,
      `node      ${known.node}`,
      `sqlite    ${known.sqlite}`,
      `platform  ${machine.platform}, ${machine.cores} cores, ${showCount(machine.memoryBytes)}B memory`,
      '',
      'backends',
      ...backends.map((backend, i) => {
        const chosen = backend.available && backends.findIndex((each) => each.available) === i;
        return `  ${backend.available ? 'ok ' : 'no '} ${backend.name.padEnd(8)} ${backend.detail}${chosen ? ' (used unless told otherwise)' : ''}`;
      }),
      ...(usable ? [] : ['', 'No backend can be used: networks cannot be trained here. Tables can still be searched.']),
    ],
    exit: usable ? 0 : 1,
  };
}

/** A backend with an account of the programs that it runs: how many, of how many instructions, and how much arithmetic is in them. */
import { sizeOf, type Backend, type DeviceValue, type Executable, type Program, type TensorData } from '../../engine/compute/index.ts'; // prettier-ignore

export interface Work {
  /** Programs that were run. */
  readonly programs: number;
  /** Of these programs, without inputs, constants and reshapes: each is a kernel or a few. */
  readonly instructions: number;
  /** Of products and convolutions, two a multiplication. */
  readonly flops: number;
  /** Numbers that the instructions write. */
  readonly written: number;
}

const NONE: Work = { programs: 0, instructions: 0, flops: 0, written: 0 };

/** `take` returns the account, which then begins anew. */
export function countedBackend(backend: Backend): { readonly backend: Backend; take(): Work } {
  let done = NONE;
  const known = new Map<Program, Work>();
  const counted = <Output extends string, R extends TensorData | DeviceValue>(
    executable: Executable<Output, R>,
  ): Executable<Output, R> => ({
    program: executable.program,
    run: async (feeds, state) => {
      const own = known.get(executable.program) ?? workOf(executable.program);
      known.set(executable.program, own);
      done = {
        programs: done.programs + 1,
        instructions: done.instructions + own.instructions,
        flops: done.flops + own.flops,
        written: done.written + own.written,
      };
      return executable.run(feeds, state);
    },
    dispose: () => executable.dispose(),
  });
  return {
    backend: {
      name: backend.name,
      detail: backend.detail,
      compile: async (program, options) => counted(await backend.compile(program, options)),
      compileHeld: async (program, options) => counted(await backend.compileHeld(program, options)),
      createState: (values) => backend.createState(values),
      hold: (values) => backend.hold(values),
      read: (values) => backend.read(values),
      liveTensors: () => backend.liveTensors(),
      liveExecutables: () => backend.liveExecutables(),
      dispose: () => backend.dispose(),
    },
    take: () => {
      const taken = done;
      done = NONE;
      return taken;
    },
  };
}

const SILENT = new Set(['input', 'constant', 'reshape']);

function workOf({ instructions }: Program): Work {
  let [flops, written, counted] = [0, 0, 0];
  for (const { op, operands, shape, attributes } of instructions) {
    if (SILENT.has(op)) continue;
    const operand = (at: number): readonly number[] => instructions[operands[at] ?? -1]?.shape ?? [];
    const perOutput = (filter: readonly number[]): number => sizeOf(filter.slice(1));
    counted++;
    written += sizeOf(shape);
    if (op === 'conv2d') flops += 2 * sizeOf(shape) * perOutput(operand(1));
    if (op === 'convInputGrad') flops += 2 * sizeOf(operand(0)) * perOutput(operand(1));
    if (op === 'convFilterGrad') flops += 2 * sizeOf(operand(1)) * perOutput(shape);
    if (op === 'matmul') flops += 2 * sizeOf(shape) * (operand(0).at(attributes.transposeA ? -2 : -1) ?? 1);
  }
  return { programs: 1, instructions: counted, flops, written };
}

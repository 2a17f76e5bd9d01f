/** The processes that a VS Code has started, by what they run: Linux keeps them as folders. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly command: string;
}

/** Of the process `root` and all that it started, those whose command line has `words`. */
export function processesOf(root: number, words: string): Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => read(Number(name)));
  const ours = new Set([root]);
  // A child may stand before its parent in the list.
  for (let size = 0; size < ours.size;) {
    size = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  return all.filter(({ pid, command }) => ours.has(pid) && command.includes(words));
}

/** One that ends meanwhile is left out. */
function read(pid: number): (Process & { readonly parent: number })[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? [] : [{ pid, parent: Number(parent), command }];
  } catch {
    return [];
  }
}

/** Whether a process runs; one that has ended and that nobody has asked about yet does not. */
export const isRunning = (pid: number): boolean => read(pid).length > 0;

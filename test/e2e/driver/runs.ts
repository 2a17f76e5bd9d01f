/** Runs as they are watched in a window: the line of the view, the page, the processes behind them. */
import { processesOf, type Process } from './processes.ts';
import type { VsCode } from './vscode.ts';
import type { Window } from './window.ts';

/** Evaluations that the view says there are: `quick-1 5/14 · front 2`; -1 where it shows no such run. */
export async function evaluationsOf(window: Window, run: string): Promise<number> {
  const rows = await window.rows().allTextContents();
  const row = rows.find((text) => text.startsWith(run));
  return Number(/^(\d+)\/\d+/.exec(row?.slice(run.length).trim() ?? '')?.[1] ?? -1);
}

export const engines = (vscode: VsCode): Process[] =>
  processesOf(vscode.server.pid, 'engine.mjs').filter(({ command }) => !isRun(command));

export const runProcesses = (vscode: VsCode): Process[] =>
  processesOf(vscode.server.pid, '.mjs').filter(({ command }) => isRun(command));

const isRun = (command: string): boolean => command.endsWith(' --run');

export const kill = ({ pid }: Process): void => void process.kill(pid, 'SIGKILL');

/**
 * Tasks of the type `hnas`: the command line that comes with the extension, in a terminal of the editor. For those who want a run or a check beside
 * others in a tasks.json; Run Search and the Problems view need no task. Where there is Node only.
 */
import {
  l10n,
  ProcessExecution,
  RelativePattern,
  Task,
  TaskGroup,
  TaskScope,
  tasks,
  workspace,
  type Disposable,
  type ExtensionContext,
  type TaskDefinition,
  type Uri,
  type WorkspaceFolder,
} from 'vscode';
import { backendsVariable, deviceVariable } from '../engine/environment.ts';
import { argumentsOf, experimentsIn, taskOf, type HnasTask } from './definition.ts';

const TYPE = 'hnas';
/** Files of a folder that tasks are offered for. */
const FILES = 200;

export function activateTasks({ extensionUri }: Pick<ExtensionContext, 'extensionUri'>): Disposable {
  const program = `${extensionUri.fsPath}/dist/hnas.mjs`;
  return tasks.registerTaskProvider(TYPE, {
    provideTasks: async () =>
      (await Promise.all((workspace.workspaceFolders ?? []).map((folder) => tasksOf(program, folder)))).flat(),
    resolveTask: (task) => {
      const wanted = taskOf(task.definition);
      // A definition of a tasks.json keeps its identity: the editor asks for the same object again.
      return wanted && makeTask(program, task.scope ?? workspace.workspaceFolders?.[0], wanted, task.definition);
    },
  });
}

async function tasksOf(program: string, folder: WorkspaceFolder): Promise<Task[]> {
  const files = await workspace.findFiles(new RelativePattern(folder, '**/*.hnas'), '**/node_modules/**', FILES);
  if (files.length === 0) return [];
  const made = await Promise.all(
    files
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(async (uri): Promise<HnasTask[]> => {
        const file = workspace.asRelativePath(uri, false);
        const text = await textOf(uri);
        return [
          { command: 'check', file, experiment: undefined },
          ...experimentsIn(text).map((experiment): HnasTask => ({ command: 'search', file, experiment })),
        ];
      }),
  );
  const all: readonly HnasTask[] = [{ command: 'check', file: undefined, experiment: undefined }, ...made.flat()];
  return all.map((wanted) => makeTask(program, folder, wanted));
}

/** Empty where it cannot be read, as one that is gone again: it keeps no other file from its tasks. */
const textOf = async (uri: Uri): Promise<string> =>
  workspace.fs.readFile(uri).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => '',
  );

function makeTask(
  program: string,
  scope: WorkspaceFolder | TaskScope | undefined,
  wanted: HnasTask,
  definition: TaskDefinition = definitionOf(wanted),
): Task {
  const folder = typeof scope === 'object' ? scope.uri.fsPath : undefined;
  const execution = new ProcessExecution(
    node(),
    ['--disable-warning=ExperimentalWarning', program, ...argumentsOf(wanted)],
    {
      // The editor's own program is Node where this is set; for any other Node it means nothing.
      env: { ELECTRON_RUN_AS_NODE: '1', ...backendsVariable(), ...deviceVariable() },
      ...(folder === undefined ? {} : { cwd: folder }),
    },
  );
  const task = new Task(definition, scope ?? TaskScope.Workspace, nameOf(wanted), TYPE, execution, []);
  // No problem matcher: the language server reports all files of the workspace, and each problem would be there twice.
  task.detail =
    wanted.command === 'check'
      ? l10n.t('Reports what is wrong; runs nothing')
      : l10n.t('Runs the experiment in a terminal');
  if (wanted.command === 'check') task.group = TaskGroup.Build;
  return task;
}

const definitionOf = ({ command, file, experiment }: HnasTask): TaskDefinition => ({
  type: TYPE,
  command,
  ...(file === undefined ? {} : { file }),
  ...(experiment === undefined ? {} : { experiment }),
});

const nameOf = ({ command, file, experiment }: HnasTask): string => {
  if (command === 'check') return file === undefined ? l10n.t('check all files') : l10n.t('check {0}', file);
  return experiment === undefined
    ? l10n.t('search {0}', file ?? '')
    : l10n.t('search {0} of {1}', experiment, file ?? '');
};

/** The Node that runs the engine too. */
function node(): string {
  const own = workspace.getConfiguration('hypernas').get('engine.nodePath', '').trim();
  return own === '' ? process.execPath : own;
}

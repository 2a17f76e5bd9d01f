/** The Pareto pages with what they can do in this window, and what they are told when the engine goes and comes. */
import { env, l10n, Uri } from 'vscode';
import { command } from '../engine/failure.ts';
import { placePoint } from '../runs/commands/architectures.ts';
import type { RunsContext } from '../runs/context.ts';
import { pickRuns } from '../runs/pick.ts';
import { isSameRun } from '../runs/run-key.ts';
import { paretoHost, type ParetoHost } from './host.ts';
import { saveFile } from './save.ts';
import type { PageActions, Session } from './session-parts.ts';
import { engineTrouble, troubles } from './troubles.ts';

export function paretoPages(context: RunsContext): ParetoHost {
  const { engine, state, output } = context.parts;
  const report = (problem: string): void => output.error(problem);
  const { known, follower } = context;
  const host = paretoHost(
    context.parts.context,
    { engine, known, follower, troubles: troubles(() => state.status), report },
    (session) => actionsOn(context, session),
  );
  const forAll = (tell: (session: Session) => void): void => host.sessions.forEach(tell);
  const subscriptions = [
    engine.onUp(() => forAll((session) => session.refresh())),
    state.onChange((status) => {
      const trouble = engineTrouble(status);
      if (trouble !== undefined) forAll((session) => session.trouble(trouble));
    }),
  ];
  return {
    open: (runs, reveal) => host.open(runs, reveal),
    get sessions() {
      return host.sessions;
    },
    dispose: () => {
      for (const each of [...subscriptions, host]) each.dispose();
    },
  };
}

function actionsOn(context: RunsContext, session: () => Session): Omit<PageActions, 'changed'> {
  const first = () => {
    const [run] = session().runs;
    return run === undefined ? undefined : context.known.find(run);
  };
  return {
    place: (run, position, how) => void placePoint(context, run, position, how),
    copy: (text) => void env.clipboard.writeText(text),
    save: (file) => {
      const spec = first()?.file;
      void saveFile(context.parts, file, spec === undefined ? undefined : Uri.joinPath(Uri.file(spec), '..'));
    },
    resume: (run) => void command('', 'hypernas.resumeExperiment', run).run(),
    stop: (run) => void command('', 'hypernas.stopRun', run).run(),
    addRuns: () => void addRuns(context, session()),
    act: (id) => {
      const run = first();
      if (id === 'restartEngine') void command('', 'hypernas.restartEngine').run();
      else if (id === 'showLogs') void command('', 'hypernas.showOutput').run();
      else if (id === 'openSpec') void command('', 'hypernas.openSpec', run).run();
      else if (run === undefined) void command('', 'hypernas.runExperiment').run();
      else void command('', 'hypernas.runExperiment', Uri.file(run.file).toString(), run.experiment).run();
    },
  };
}

async function addRuns(context: RunsContext, session: Session): Promise<void> {
  const picked = await pickRuns(context, {
    placeHolder: l10n.t('Runs to show as well'),
    none: l10n.t('There is no other run.'),
    wanted: (run) => !session.runs.some((shown) => isSameRun(shown, run)),
  });
  if (picked.length > 0) session.setRuns([...session.runs, ...picked]);
}

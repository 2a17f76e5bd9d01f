/** An engine that answers from a table of functions and tells what tests let it tell; and runs to be listed. */
import type { Answer, Engine } from '../../../../client/engine/engine.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';

type Answers = Readonly<Record<string, (params: never) => unknown>>;

export interface FakeEngine extends Engine {
  /** Methods asked for, in order. */
  readonly asked: string[];
  readonly instructed: unknown[];
  answers: Answers;
  tell(name: string, event: unknown): void;
  up(): void;
  serverUp(): void;
}

/** An answer is a value, or `refuse('why')`. */
export function fakeEngine(answers: Answers = {}): FakeEngine {
  const handlers = new Map<string, ((event: never) => void)[]>();
  const on = (name: string, handler: (event: never) => void) => {
    handlers.set(name, [...(handlers.get(name) ?? []), handler]);
    return {
      dispose: () =>
        void handlers.set(
          name,
          (handlers.get(name) ?? []).filter((each) => each !== handler),
        ),
    };
  };
  const tell = (name: string, event: unknown): void => {
    for (const handler of handlers.get(name) ?? []) handler(event as never);
  };
  const engine: FakeEngine = {
    asked: [],
    instructed: [],
    answers,
    request: async (method, params) => {
      engine.asked.push(method);
      const answer = await engine.answers[method]?.(params as never);
      if (answer === undefined) return { error: `nobody answers ${method}`, kind: 'absent' };
      return (isRefusal(answer) ? answer : { value: answer }) as Answer<never>;
    },
    instruct: (_, params) => void engine.instructed.push(params),
    on: (name, handler) => on(name, handler as never),
    onUp: (handler) => on('up', handler),
    onServerUp: (handler) => on('serverUp', handler),
    tell,
    up: () => tell('up', undefined),
    serverUp: () => tell('serverUp', undefined),
  };
  return engine;
}

export const refuse = (error: string): unknown => ({ error, kind: 'refused' });
const isRefusal = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'refused';

export const summary = (over: Partial<RunSummary> = {}): RunSummary => ({
  store: '/w/.hnas/runs.db',
  run: 'demo-1',
  experiment: 'Demo',
  space: 'S',
  file: '/w/demo.hnas',
  seed: 1,
  strategy: 'predictor',
  backend: 'onnx',
  state: 'running',
  reason: undefined,
  ours: true,
  created: '2026-01-01T10:00:00.000Z',
  finished: undefined,
  evaluations: 4,
  failures: 0,
  budget: { evaluations: 18, time: undefined },
  front: 2,
  hypervolume: 0.714,
  ...over,
});

/** Lets pending promises settle. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

export function memory(kept: Record<string, unknown> = {}) {
  return {
    kept,
    get: (key: string) => kept[key],
    update: (key: string, value: unknown) => Promise.resolve(void (kept[key] = value)),
  };
}

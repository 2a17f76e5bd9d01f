/** What the page asks about single points and decisions, answered by the engine; what fails is told in the answer, where the page shows it. */
import type { Engine } from '../engine/engine.ts';
import type { FromPage, ToPage } from './contract.ts';

export async function describe(engine: Engine, asked: FromPage<'describe'>): Promise<ToPage<'described'>> {
  const { store, run } = asked;
  const answer = await engine.request('describePoints', asked);
  return 'error' in answer
    ? { store, run, points: [], error: answer.error }
    : { store, run, points: answer.value, error: undefined };
}

export async function draw(engine: Engine, asked: FromPage<'draw'>): Promise<ToPage<'drawn'>> {
  const answer = await engine.request('drawPoint', asked);
  return 'error' in answer
    ? { ...asked, drawing: undefined, error: answer.error }
    : { ...asked, drawing: answer.value, error: undefined };
}

export async function tellImportance(engine: Engine, asked: FromPage<'importance'>): Promise<ToPage<'importance'>> {
  const answer = await engine.request('importance', asked);
  return 'error' in answer ? { ...asked, decisions: [], basis: '', why: answer.error } : { ...asked, ...answer.value };
}

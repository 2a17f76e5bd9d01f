/**
 * Programs as the language server sees them, for the features of the extension: what a document declares, where an architecture stands, what is
 * predicted of one. As with the engine, answers are checked and what goes wrong is one sentence.
 */
import type { CancellationToken } from 'vscode';
import {
  programRequests,
  type ProgramParams,
  type ProgramRequest,
  type ProgramResult,
} from '../../engine/protocol/program.ts';
import type { Reader } from '../../engine/protocol/read.ts';
import { failureOf, type Answer, type Wire } from './engine.ts';

export interface Programs {
  request<M extends ProgramRequest>(
    method: M,
    params: ProgramParams<M>,
    token?: CancellationToken,
  ): Promise<Answer<ProgramResult<M>>>;
}

/** `notRunning` and `report` as for the engine. */
export function programsThrough(
  wire: Pick<Wire, 'isRunning' | 'sendRequest'>,
  notRunning: () => string,
  report: (problem: string) => void,
): Programs {
  return {
    request: async (method, params, token) => {
      if (!wire.isRunning()) return { error: notRunning(), kind: 'absent' };
      try {
        const answer = await wire.sendRequest(method, params, token);
        const read = (programRequests[method].result as Reader<ProgramResult<typeof method>>)(answer, method);
        if ('value' in read) return read;
        report(`the language server answered ${read.error}`);
        return { error: `The language server answered what nobody understands: ${read.error}.`, kind: 'broken' };
      } catch (error) {
        return failureOf(error, token);
      }
    },
  };
}

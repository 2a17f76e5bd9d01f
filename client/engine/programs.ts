/** What the language server knows of the programs in the editor, as the features of the extension ask it: checked, every failure a sentence. */
import type { CancellationToken } from 'vscode';
import { toJson } from '../../engine/protocol/json.ts';
import {
  programRequests,
  type ProgramParams,
  type ProgramRequest,
  type ProgramResult,
} from '../../engine/protocol/program.ts';
import type { Reader } from '../../engine/protocol/read.ts';
import { canAsk, failureOf, type Answer, type Wire } from './engine.ts';

export interface Programs {
  ask<M extends ProgramRequest>(
    method: M,
    params: ProgramParams<M>,
    token?: CancellationToken,
  ): Promise<Answer<ProgramResult<M>>>;
}

export function programsThrough(wire: Wire, notRunning: () => string, report: (problem: string) => void): Programs {
  return {
    ask: async (method, params, token) => {
      if (!canAsk(wire)) return { error: notRunning(), kind: 'absent' };
      try {
        const answer = await wire.sendRequest(method, toJson(params), token);
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

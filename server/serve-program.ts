/** What the client asks about programs, beside LSP: the contract of `engine/protocol/program.ts`. Each request has its answer or one sentence. */
import { LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver';
import { toJson } from '../engine/protocol/json.ts';
import {
  programRequests,
  type ProgramParams,
  type ProgramRequest,
  type ProgramResult,
} from '../engine/protocol/program.ts';
import type { Reader } from '../engine/protocol/read.ts';
import type { Program } from '../dsl/semantics/program.ts';
import type { Answer } from './answer.ts';
import type { Accuracy } from './engine/accuracy.ts';
import { refusal } from './engine/waiting.ts';
import { placeOf, predictionOf, programView } from './features/program-view.ts';
import { askedOf, factsFor } from './features/asked.ts';
import { findingsOf } from './features/findings.ts';
import type { Workspace } from './workspace.ts';

export interface ProgramSource {
  readonly workspace: Workspace;
  /** The program of an open document or of a file on the disk, or a phrase on why there is none. */
  readonly programOf: (uri: string) => Program | { readonly error: string };
  /** Of all documents and files of the workspace. */
  readonly programs: () => readonly Program[];
  readonly accuracy: Accuracy;
}

/** Milliseconds that a prediction may take, the start of the engine and a first fit included. */
const PATIENCE = 60_000;

export function serveProgram(connection: Connection, answer: Answer, source: ProgramSource): void {
  const serve = <M extends ProgramRequest>(
    method: M,
    run: (params: ProgramParams<M>, signal: AbortSignal) => Outcome<M> | Promise<Outcome<M>>,
  ): void => {
    connection.onRequest(method, async (value: unknown, token: CancellationToken) => {
      const read = (programRequests[method].params as Reader<ProgramParams<M>>)(value, method);
      if ('error' in read) return new ResponseError(LSPErrorCodes.RequestFailed, `The server received ${read.error}.`);
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(PATIENCE)]);
      const failed: Outcome<M> = { error: `The server failed on ${method}; its log says why.` };
      const found = await answer<Outcome<M>>(method, token, () => run(read.value, signal), failed);
      if (found instanceof ResponseError) return found;
      return 'error' in found ? refusal(found.error) : toJson(found.value);
    });
  };

  const withProgram = <T>(uri: string, run: (program: Program) => T): T | { readonly error: string } => {
    const program = source.programOf(uri);
    return 'error' in program ? { error: `${uri} cannot be read: ${program.error}.` } : run(program);
  };

  serve('hypernas/program', ({ uri, position }) =>
    withProgram(uri, (program) => ({ value: programView(program, position) })),
  );
  serve('hypernas/predict', ({ uri, space, architecture }, signal) =>
    withProgram(uri, (program) => predictionOf(program, space, architecture, source.accuracy, signal)),
  );
  serve('hypernas/checkText', ({ text, uri }) => ({ value: findingsOf(source.workspace, text, uri) }));
  serve('hypernas/ask', ({ request, uri }) => {
    if (uri === undefined) return askedOf(source.workspace, request, undefined, []);
    return withProgram(uri, (program) => askedOf(source.workspace, request, program, source.programs()));
  });
  serve('hypernas/askFacts', ({ uri }) => {
    if (uri === undefined) return { value: { text: factsFor(undefined) } };
    return withProgram(uri, (program) => ({ value: { text: factsFor(program) } }));
  });
  serve('hypernas/locateArchitecture', ({ uri, space, architecture, name }) =>
    withProgram(uri, (program) => placeOf(program, space, architecture, name, source.programs())),
  );
}

export type Outcome<M extends ProgramRequest> = { readonly value: ProgramResult<M> } | { readonly error: string };

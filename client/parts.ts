/** What activation hands to every feature of the extension. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Engine, Wire } from './engine/engine.ts';
import type { Programs } from './engine/programs.ts';
import type { EngineState } from './engine/state.ts';

export interface Parts {
  readonly context: ExtensionContext;
  readonly output: LogOutputChannel;
  /** The language server itself, for what it alone is asked. */
  readonly wire: Wire;
  /** The engine, through the language server. */
  readonly engine: Engine;
  /** What the language server knows of the texts. */
  readonly programs: Programs;
  /** The engine's state as it was told last. */
  readonly state: EngineState;
}
